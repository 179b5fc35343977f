using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using ZoomAspire.Simulator.Demo;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.EndToEnd;

[Collection(nameof(WholeSystems))]
public sealed partial class DeliveryTests(SystemFixture system) : IClassFixture<SystemFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Recordings_of_two_people_arrive_each_in_its_own_chat_byte_for_byte()
    {
        using var first = new StringWriter();
        using var second = new StringWriter();

        // The demo judges what arrived: one audio, the same bytes, the topic in the caption, nothing twice.
        var codes = await Task.WhenAll(
            DemoScenario.RunAsync(new DemoOptions(system.Page, Patience), first, CancellationToken.None),
            DemoScenario.RunAsync(new DemoOptions(system.Page, Patience), second, CancellationToken.None));

        Assert.True(codes[0] == 0, first.ToString());
        Assert.True(codes[1] == 0, second.ToString());
        Assert.NotEqual(Sha256InChat().Match(first.ToString()).Value, Sha256InChat().Match(second.ToString()).Value);
    }

    [Theory]
    [InlineData("api", "media")]
    [InlineData("worker", "media")]
    [InlineData("bot", "self")]
    public async Task Every_service_says_how_its_dependencies_are(string service, string besides)
    {
        using var client = system.App.CreateHttpClient(service, "http");

        var health = await client.GetFromJsonAsync<Health>("/health");

        Assert.Equal("Healthy", health!.Status);
        Assert.Superset(
            new HashSet<string> { "ZoomAspireContext", "schema", "StackExchange.Redis", besides },
            health.Checks.Keys.ToHashSet());
        Assert.All(health.Checks.Values, state => Assert.Equal("Healthy", state));
    }

    [Theory]
    [InlineData("show-queue")]
    [InlineData("sweep-now")]
    [InlineData("replay-dead-letters")]
    public async Task Operators_have_their_commands_on_the_dashboard(string command)
    {
        using var patience = new CancellationTokenSource(Patience);

        var result = await system.App.ResourceCommands.ExecuteCommandAsync("api", command, patience.Token);

        Assert.True(result.Success, result.ErrorMessage);
    }

    [Fact]
    public async Task The_api_describes_itself_inside_and_to_nobody_outside()
    {
        var address = new Uri("/openapi/v1.json", UriKind.Relative);
        using var outside = system.App.CreateHttpClient("api", "http");
        using var inside = system.App.CreateHttpClient("api", "internal");

        using var refused = await outside.GetAsync(address);
        var description = await inside.GetStringAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("/webhooks/zoom", description, StringComparison.Ordinal);
        Assert.Contains("/zoom/connect", description, StringComparison.Ordinal);
        Assert.Contains("/zoom/callback", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_connects_and_hears_a_recording_in_the_browser()
    {
        await using var browser = await Browser.StartAsync();
        var chat = await browser.OpenAsync(system.Page);
        await NewPersonAsync(chat, "Nora");
        await NewZoomUserAsync(chat, "Nora Lind");
        await chat.ClickAsync("#start");
        await SayAsync(chat, "/connect");

        var consent = await chat.Context.RunAndWaitForPageAsync(
            () => chat.Locator(".keyboard button.url[title*='/oauth/authorize']").Last.ClickAsync());
        await consent.Locator("label", new() { HasText = "Nora Lind" }).ClickAsync();
        await consent.ClickAsync("button[value=allow]");
        await consent.Locator("svg").WaitForAsync();
        await ScreenshotAsync(consent, "callback");
        await consent.Locator("a[href*='start=c_']").ClickAsync();
        await consent.Locator("button", new() { HasText = "Nora" }).ClickAsync();
        // With the colon: the invitation says "connected", too, and a meeting that ends before the finish is nobody's yet.
        await chat.Locator(".message:not(.mine) .text", new() { HasText = "Connected:" }).WaitForAsync();

        await chat.FillAsync("#meeting [name=topic]", "Board – November");
        await chat.SelectOptionAsync("#meeting [name=user_id]", new SelectOptionValue { Label = "Nora Lind" });
        await chat.ClickAsync("#meeting button.main");
        var audio = chat.Locator(".message:not(.mine)", new() { HasText = "Board – November" }).Locator("audio");
        await audio.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = (float)Patience.TotalMilliseconds });
        Assert.True(await audio.EvaluateAsync<bool>(
            "audio => new Promise(loaded => { audio.onloadedmetadata = () => loaded(audio.duration > 60); audio.onerror = () => loaded(false); audio.load(); })"));
        await ScreenshotAsync(chat, "chat");
    }

    private static async Task NewPersonAsync(IPage chat, string name)
    {
        await chat.Locator("main:not([inert])").WaitForAsync();
        await chat.ClickAsync("#more");
        await chat.FillAsync("#new-user [name=first_name]", name);
        await chat.ClickAsync("#new-user button");
        await Assertions.Expect(chat.Locator("#chat option:checked")).ToContainTextAsync(name);
        if (await chat.Locator("#sheet").IsVisibleAsync())
        {
            await chat.ClickAsync("#more");
        }
    }

    private static async Task NewZoomUserAsync(IPage chat, string name)
    {
        await chat.FillAsync("#new-zoom-user [name=display_name]", name);
        await chat.ClickAsync("#new-zoom-user button");
        await chat.Locator("#zoom-users", new() { HasText = name }).WaitForAsync();
    }

    private static async Task SayAsync(IPage chat, string text)
    {
        await chat.FillAsync("#text", text);
        await chat.PressAsync("#text", "Enter");
    }

    // For a person to look at: in the folder screenshots beside this assembly (bin/…/net10.0/screenshots).
    private static Task<byte[]> ScreenshotAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png") });

    [GeneratedRegex("SHA-256 in the chat  ([0-9a-f]{64})")]
    private static partial Regex Sha256InChat();

    private sealed record Health(string Status, Dictionary<string, string> Checks);
}
