using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>The link to Zoom, and the pages that lead back to Telegram.</summary>
public sealed partial class OAuthTests : IAsyncLifetime
{
    private const string Key = "internal-key-for-tests-0123456789";
    private const long Ann = 101;

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;
    private SimulatorHost _simulator = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _api = new ApiFactory(_database.ConnectionString);
        var options = new SimulatorOptions
        {
            PagePort = 0,
            ZoomPort = 0,
            DownloadPort = 0,
            TelegramPort = 0,
            ZoomClientId = TestSettings.ClientId,
            ZoomClientSecret = TestSettings.All["ZOOM_CLIENT_SECRET"]!,
            ZoomRedirect = new Uri(TestSettings.All["ZOOM_REDIRECT"]!),
            TelegramBotToken = TestSettings.BotToken,
        };
        _simulator = await SimulatorHost.StartAsync(options, _api.Clock, NullLoggerFactory.Instance, CancellationToken.None);
        _api.With("ZOOM_OAUTH_BASE_URL", _simulator.ZoomAddress.AbsoluteUri)
            .With("ZOOM_API_BASE_URL", _simulator.ZoomAddress.AbsoluteUri)
            .With("TELEGRAM_API_BASE_URL", _simulator.TelegramAddress.AbsoluteUri)
            .With("TELEGRAM_LINK_BASE_URL", _simulator.TelegramAddress.AbsoluteUri);
        _browser = _api.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _api.DisposeAsync();
        await _simulator.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task From_the_link_over_the_page_to_the_start_in_telegram()
    {
        var page = await CallbackAsync(await ConsentAsync());

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync();
        var finish = new Uri(WebUtility.HtmlDecode(FinishLink().Match(html).Groups["link"].Value));
        Assert.StartsWith(_simulator.TelegramAddress.AbsoluteUri, finish.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        var payload = finish.Query["?start=".Length..];
        Assert.Matches("^c_[A-Za-z0-9_-]{22}$", payload);

        await using var scope = _api.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<OAuthFlows>()
            .FinishAsync(payload[2..], new TelegramUserId(Ann), CancellationToken.None);
        Assert.IsType<FinishResult.Finished>(result);
    }

    [Fact]
    public async Task A_forged_state_is_written_into_the_audit_log()
    {
        await _browser.GetAsync(new Uri("/zoom/callback?code=c&state=forged", UriKind.Relative));

        await using var context = _database.NewContext();
        Assert.Equal("forged", Assert.Single(await context.AuditLog.Where(entry => entry.Action == "flow.state_refused").ToListAsync()).Detail);
    }

    [Fact]
    public async Task While_the_database_is_away_the_browser_and_integrations_are_asked_to_come_again()
    {
        var consented = await ConsentAsync();
        await using var api = new ApiFactory("Host=127.0.0.1;Port=1;Username=app;Password=x;Database=gone;Timeout=1")
            .With("TELEGRAM_API_BASE_URL", _simulator.TelegramAddress.AbsoluteUri);
        using var client = api.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/zoom/connect?telegram_user_id={Ann}&telegram_chat_id={Ann}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);

        var page = await client.GetAsync($"/zoom/callback{consented}");
        var link = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("Back in a moment", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, link.StatusCode);
    }

    [Fact]
    public async Task Every_page_is_closed_to_caches_frames_scripts_and_referrers()
    {
        var used = await ConsentAsync();
        var pages = new[]
        {
            await CallbackAsync(used), await CallbackAsync(used), await CallbackAsync(""), await CallbackAsync("?state=x"),
            await CallbackAsync(await ConsentAsync(allow: false)),
        };

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK],
            pages.Select(page => page.StatusCode));
        foreach (var page in pages)
        {
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
            Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
            Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            var html = await page.Content.ReadAsStringAsync();
            var style = Style().Match(html).Groups["style"].Value;
            Assert.Contains($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_comes_in_is_never_shown()
    {
        var hostile = Uri.EscapeDataString("\"><script>alert(1)</script>");

        foreach (var query in new[] { $"?state={hostile}&code={hostile}", $"?error={hostile}&error_description={hostile}&state={hostile}" })
        {
            var html = await (await CallbackAsync(query)).Content.ReadAsStringAsync();
            Assert.DoesNotContain("alert", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_installation_from_the_marketplace_is_led_to_the_bot()
    {
        var page = await CallbackAsync("?code=from-the-marketplace");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains($"{_simulator.TelegramAddress}{TelegramSimulator.BotUsername}?start=connect",
            await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_too_old_says_so()
    {
        var redirect = await ConsentAsync();
        _api.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await CallbackAsync(redirect);

        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        await OffersAFreshLinkAndSpeaksOfTheAdminAsync(page);
    }

    [Fact]
    public async Task A_refusal_offers_a_fresh_link_and_speaks_of_the_admin_who_may_have_to_approve() =>
        await OffersAFreshLinkAndSpeaksOfTheAdminAsync(await CallbackAsync(await ConsentAsync(allow: false)));

    [Fact]
    public async Task A_permission_without_which_nothing_can_be_connected_is_told_as_that()
    {
        var redirect = await ConsentAsync();
        _simulator.Zoom.SetFaults(new ZoomFaultRequest
        {
            Settings = new ZoomSettings { Scopes = "cloud_recording:read:recording" },
            Faults = [new ZoomFault { On = ZoomOperation.Profile, Kind = ZoomFaultKind.Unauthorized }],
        });
        var callback = CallbackAsync(redirect);
        await Eventually.HoldsAsync(
            () =>
            {
                _api.Clock.Advance(TimeSpan.FromSeconds(1));
                return callback.IsCompleted;
            },
            "the callback is done");

        var page = await callback;

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Contains("A permission is missing", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task OffersAFreshLinkAndSpeaksOfTheAdminAsync(HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains($"{_simulator.TelegramAddress}{TelegramSimulator.BotUsername}?start=connect", html, StringComparison.Ordinal);
        Assert.Contains("admin", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_exchange_says_so()
    {
        var redirect = await ConsentAsync();
        _simulator.Zoom.SetFaults(new ZoomFaultRequest { Faults = [new ZoomFault { On = ZoomOperation.Token, Kind = ZoomFaultKind.ServerError }] });

        Assert.Equal(HttpStatusCode.BadGateway, (await CallbackAsync(redirect)).StatusCode);
    }

    [Fact]
    public async Task While_telegram_is_away_a_state_is_not_used_up()
    {
        var redirect = await ConsentAsync();
        using var elsewhere = new ApiFactory(_database.ConnectionString).With("TELEGRAM_API_BASE_URL", "http://127.0.0.1:9");
        using var browser = elsewhere.CreateClient();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync(new Uri($"/zoom/callback{redirect}", UriKind.Relative))).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await CallbackAsync(redirect)).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong-key-of-the-right-length-01")]
    [InlineData("Basic aW50ZXJuYWw6a2V5")]
    public async Task Without_a_known_key_nothing_is_made(string? authorization)
    {
        var refused = await ConnectAsync($"?telegram_chat_id={Ann}&telegram_user_id={Ann}", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        // A malformed question is not even looked at without a key.
        Assert.Equal(HttpStatusCode.Unauthorized, (await ConnectAsync("?telegram_chat_id=x", authorization)).StatusCode);
        await using var context = _database.NewContext();
        Assert.Equal(0, await context.OAuthFlows.CountAsync());
    }

    [Fact]
    public async Task Several_named_keys_may_be_given()
    {
        using var api = new ApiFactory(_database.ConnectionString).With(
            "INTERNAL_API_KEY", "bot:bot-key-0123456789-0123456789,crm:crm-key-0123456789-0123456789");
        using var client = api.CreateClient();

        foreach (var key in new[] { "bot-key-0123456789-0123456789", "crm-key-0123456789-0123456789" })
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"/zoom/connect?telegram_chat_id=-5&telegram_user_id={Ann}", UriKind.Relative))).StatusCode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?telegram_chat_id=101")]
    [InlineData("?telegram_chat_id=101&telegram_user_id=abc")]
    [InlineData("?telegram_chat_id=101&telegram_user_id=0")]
    [InlineData("?telegram_chat_id=0&telegram_user_id=101")]
    [InlineData("?telegram_chat_id=102&telegram_user_id=101")]
    [InlineData("?telegram_chat_id=101&telegram_user_id=101&message_thread_id=0")]
    [InlineData("?telegram_chat_id=101&telegram_user_id=9223372036854775807")]
    [InlineData("?telegram_chat_id=-9223372036854775808&telegram_user_id=101")]
    public async Task A_malformed_question_gets_400_as_problem_details(string query)
    {
        var refused = await ConnectAsync(query, $"Bearer {Key}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Pages_are_limited_for_each_client()
    {
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 200 && last == HttpStatusCode.OK; i++)
        {
            last = (await CallbackAsync("")).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task The_description_names_both_calls()
    {
        var description = await _browser.GetFromJsonAsync<JsonElement>(new Uri("/openapi/v1.json", UriKind.Relative));

        var connect = description.GetProperty("paths").GetProperty("/zoom/connect").GetProperty("get");
        Assert.Equal(
            ["telegram_chat_id", "telegram_user_id", "message_thread_id"],
            connect.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.True(description.GetProperty("paths").TryGetProperty("/zoom/callback", out _));
    }

    private async Task<string> ConsentAsync(bool allow = true)
    {
        var answer = await ConnectAsync($"?telegram_chat_id={Ann}&telegram_user_id={Ann}", $"Bearer {Key}");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var link = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("authorize_url").GetString()!;
        return _simulator.Zoom.Consent(new Uri(link), _simulator.Zoom.Users[0].Id, allow).Query;
    }

    private async Task<HttpResponseMessage> ConnectAsync(string query, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/zoom/connect{query}");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await _browser.SendAsync(request);
    }

    private Task<HttpResponseMessage> CallbackAsync(string query) =>
        _browser.GetAsync(new Uri($"/zoom/callback{query}", UriKind.Relative));

    [GeneratedRegex("<a class=\"go\" href=\"(?<link>[^\"]+)\"")]
    private static partial Regex FinishLink();

    [GeneratedRegex("<style>(?<style>.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
