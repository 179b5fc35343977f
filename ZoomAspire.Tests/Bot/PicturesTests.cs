using Microsoft.Playwright;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

/// <summary>
/// The main conversations as the simulator's page shows them. <c>./test.sh --pictures</c> keeps pictures of them in docs/images
/// (<c>PICTURES_DIR</c>).
/// </summary>
public sealed class PicturesTests : IAsyncLifetime
{
    private const int Width = 1200;
    private const int Height = 800;
    private const int TallHeight = 1060;

    // A few colours are enough, and a fifth of the bytes.
    private const string Palette = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=bayer:bayer_scale=5";

    private TalkScene _scene = null!;
    private Talk _talk = null!;
    private Browser _browser = null!;
    private IPage _page = null!;
    private UserView _nora = null!;
    private ZoomUser _account = null!;

    public async Task InitializeAsync()
    {
        _scene = await TalkScene.StartAsync("en");
        _talk = new Talk(_scene);
        _nora = _scene.Chat.NewUser("Nora");
        _account = _scene.Chat.NewAccount("Nora Lind", "nora@example.org");
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_scene.Telegram.Violations);
        await _browser.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task The_main_conversations_fit_the_telephone()
    {
        await OpenAsync();
        await _talk.StartAsync(_nora);
        await _talk.SayAsync(_nora, "/connect");
        var connected = await _talk.StartAsync(_nora, await _scene.Chat.ApproveAsync(_nora, _account));
        await KeepAsync("connect", connected);

        await _scene.RecordAsync(_account, Meeting("Board – November") with { Duration = 5, WithTranscript = true, WithSummary = true });
        await KeepPageAsync("chat", _talk.Find(_nora.Id, "notes"));

        foreach (var (topic, days) in new[] { ("Sales – weekly", 1), ("Hiring: second interview", 2), ("1:1 Ivan", 4) })
        {
            await HoldAsync(topic, days);
        }

        await KeepAsync("recordings", await _talk.SayAsync(_nora, "/recordings"));
        await KeepAsync("settings", await _talk.SayAsync(_nora, "/settings"));
        await KeepAsync("privacy", await _talk.SayAsync(_nora, "/privacy"), TallHeight);
        await KeepAsync("routes", await WishAsync());
    }

    // A member of a group wants to deliver there, and an administrator has to allow it.
    private async Task<MessageView> WishAsync()
    {
        var boris = _scene.Chat.NewUser("Boris");
        await _talk.StartAsync(boris);
        var group = _scene.Telegram.CreateGroup("Sales team", [boris.Id, _nora.Id], supergroup: true);
        var what = await _talk.OpenAsync(_nora, await _talk.SayInAsync(group, _nora, "/routes"));
        var question = await _talk.PressForMessageAsync(_nora, what, "route:words");
        await _talk.AnswerAsync(_nora, question, "sales");
        return _talk.Find(group.Id, "consent:allow");
    }

    private async Task OpenAsync()
    {
        _page = await _browser.OpenAsync(_scene.Chat.Simulator.PageAddress, "Europe/Berlin"); // Where Zoom says that Nora is.
        await _page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce, ColorScheme = ColorScheme.Light });
    }

    // The telephone, with the end of a message and its buttons.
    private async Task KeepAsync(string name, MessageView message, int height = Height)
    {
        await ShowAsync(message, height, "end");
        await SaveAsync(name, ".phone");
    }

    // The whole page, with a message from its beginning, and its host on the other side.
    private async Task KeepPageAsync(string name, MessageView message)
    {
        await ShowAsync(message, Height, "start");
        await _page.SelectOptionAsync("#meeting select[name=user_id]", _account.Id);
        await SaveAsync(name, "body");
    }

    // Nothing may stick out of what it stands in, and what is shown must be in sight.
    private async Task ShowAsync(MessageView message, int height, string block)
    {
        await _page.SetViewportSizeAsync(Width, height);
        await _page.SelectOptionAsync("#chat", $"{message.ChatId}");
        var shown = _page.Locator($"[data-id='{message.MessageId}']");
        await shown.WaitForAsync();
        await _page.EvaluateAsync("document.fonts.ready.then(() => true)");
        await shown.EvaluateAsync("(message, block) => message.scrollIntoView({ block })", block);
        await Assertions.Expect(shown.Locator(".keyboard")).ToBeInViewportAsync();
        Assert.Empty(await _page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.phone .bubble, .phone .keyboard button, .phone .messages')]
                .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)
            """));
    }

    private async Task SaveAsync(string name, string what)
    {
        var bytes = await _page.Locator(what).ScreenshotAsync();
        if (Environment.GetEnvironmentVariable("PICTURES_DIR") is { Length: > 0 } pictures)
        {
            using var folder = new TempFolder();
            var drawn = Path.Combine(folder.Path, "drawn.png");
            await File.WriteAllBytesAsync(drawn, bytes);
            File.Move(await AudioFiles.MakeAsync(folder, $"{name}.png", "-i", drawn, "-vf", Palette), Path.Combine(pictures, $"{name}.png"), overwrite: true);
        }
    }

    private static EndMeeting Meeting(string topic) => new() { UserId = "", Topic = topic, WithVideo = false, WithTimeline = false };

    private Task<EndedMeeting> HoldAsync(string topic, int days) => _scene.Zoom.EndMeetingAsync(
        Meeting(topic) with { UserId = _account.Id, StartTime = TimeProvider.System.GetUtcNow().AddDays(-days), Duration = 42, SendWebhook = false },
        CancellationToken.None);
}
