using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Tests.Api;

namespace ZoomAspire.Tests.Bot;

/// <summary>Connecting from the first word to the last, with the real API between the bot and Zoom.</summary>
public sealed partial class ConnectTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private ApiFactory _factory = null!;
    private WebApplicationFactory<WebhookReceiver> _api = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _factory = new ApiFactory(_scene.Database.ConnectionString);
        foreach (var (name, value) in _scene.Settings())
        {
            _factory.With(name, value);
        }

        // The bot and the API must agree on the time.
        _api = _factory.WithWebHostBuilder(
            builder => builder.ConfigureTestServices(
                services => services.AddSingleton(TimeProvider.System).AddScoped<ISharedClock, DatabaseClock>()));
        _api.UseKestrel(0);
        _browser = _api.CreateClient();
        await _scene.StartBotAsync(settings: $"--API_BASE_URL={_browser.BaseAddress}");
    }

    public async Task DisposeAsync()
    {
        await _scene.DisposeAsync();
        _browser.Dispose();
        await _api.DisposeAsync();
        await _factory.DisposeAsync();
    }

    [Fact]
    public async Task Connect_approve_and_finish_lead_to_a_working_connection()
    {
        var anna = _scene.NewUser();
        var account = _scene.NewAccount("Anna Smith", "anna@example.com");
        var invitation = await _scene.AskAsync(anna, "/connect", "Let's connect your Zoom account");
        var consentPage = invitation.Keyboard[0][0].Url!;

        var callback = _scene.Simulator.Zoom.Consent(new Uri(consentPage), account.Id, allow: true);
        var page = await _browser.GetStringAsync(new Uri(callback.PathAndQuery, UriKind.Relative));
        var link = new Uri(WebUtility.HtmlDecode(FinishLink().Match(page).Groups["link"].Value));
        var finish = _scene.Telegram.OpenLink(anna.Id, link);

        await _scene.HearAsync(anna.Id, "✅ Connected: Anna Smith", after: finish);
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(account)).Status);
        await _scene.AskAsync(anna, "/status", "✅ Anna Smith");
    }

    [GeneratedRegex("""href="(?<link>[^"]+start=c_[^"]+)""")]
    private static partial Regex FinishLink();
}
