using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

public sealed partial class WebhooksTests : IAsyncLifetime
{
    private const string Account = "AcCt0001";
    private const string Host = "8lzIwvZTSOqjndWPbPqzuA";

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _api = new ApiFactory(_database.ConnectionString);
        _client = _api.CreateClient();
        await ConnectAsync(new TelegramUserId(1001), Host);
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_completed_recording_becomes_an_event_a_meeting_and_a_job()
    {
        var response = await PostAsync(Completed("/aB3//cD4eF5gH6iJ7kL8w==", files: ["file-1"]));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var context = _database.NewContext();
        var meeting = await context.Meetings.SingleAsync();
        Assert.Equal(new MeetingUuid("/aB3//cD4eF5gH6iJ7kL8w=="), meeting.MeetingUuid);
        Assert.Equal(81638192900, meeting.ZoomMeetingId);
        Assert.Equal("Board – November 🚒", meeting.Topic);
        var job = await context.Jobs.SingleAsync();
        Assert.Equal((JobKind.FetchMeeting, meeting.Id, JobStatus.Queued), (job.Kind, job.SubjectId, job.Status));
        Assert.Equal("recording.completed", (await context.WebhookEvents.SingleAsync()).EventName);
    }

    [Fact]
    public async Task The_same_recording_with_other_urls_and_tokens_is_taken_in_once()
    {
        await PostAsync(Completed("uuid-1", files: ["file-1"], token: "first"));
        var again = await PostAsync(Completed("uuid-1", files: ["file-1"], token: "second"));

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task Further_files_and_further_meetings_of_one_number_are_taken_in()
    {
        await PostAsync(Completed("uuid-1", files: ["file-1"]));
        await PostAsync(Completed("uuid-1", files: ["file-1", "file-2"]));
        await PostAsync(Completed("uuid-2", files: ["file-3"]));

        await using var context = _database.NewContext();
        Assert.Equal(3, await context.Jobs.CountAsync());
        Assert.Equal(2, await context.Meetings.CountAsync());
    }

    [Fact]
    public async Task Twenty_deliveries_of_one_event_at_once_make_one_job()
    {
        var body = Completed("uuid-1", files: ["file-1", "file-2"]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(body)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task A_forged_webhook_gets_401_and_leaves_no_trace()
    {
        var body = Completed("uuid-1", files: ["file-1"]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(body, secret: "guessed")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(body, signature: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(body, age: TimeSpan.FromHours(3))).StatusCode);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Malformed_json_gets_400_and_leaves_no_trace()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("""{"event":"recording.comp""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("[]")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("""{"event":"recording.completed","payload":{"object":{}}}""")).StatusCode);
        await AssertNothingStoredAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_oversize_body_gets_413_and_leaves_no_trace(bool chunked)
    {
        var body = Completed("uuid-1", files: ["file-1"], token: new string('x', 1024 * 1024));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(body, chunked: chunked)).StatusCode);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_host_who_is_not_connected_gets_200_and_nothing_is_kept()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Completed("uuid-1", files: ["file-1"], host: "stranger"))).StatusCode);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task An_event_that_is_not_used_gets_200()
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("""{"event":"meeting.sharing_started","event_ts":1,"payload":{}}""")).StatusCode);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_url_validation_is_answered_whether_signed_or_not()
    {
        const string Body = """{"event":"endpoint.url_validation","event_ts":1720705455858,"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"}}""";

        foreach (var response in new[] { await PostAsync(Body), await PostAsync(Body, signature: null) })
        {
            var answer = await response.Content.ReadFromJsonAsync<Dictionary<string, string>>();
            Assert.Equal("xys8n8PGS7mAU0m5-YJjRA", answer!["plainToken"]);
            Assert.Equal(WebhookSignature.EncryptToken(TestSettings.WebhookSecret, "xys8n8PGS7mAU0m5-YJjRA"), answer["encryptedToken"]);
        }
    }

    [Fact]
    public async Task A_burst_of_forged_webhooks_is_written_into_the_audit_log_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => PostAsync(Completed("uuid-1", files: ["file-1"]), secret: "guessed")));

        await using var context = _database.NewContext();
        var line = Assert.Single(await context.AuditLog.Where(entry => entry.Action == "webhook.signatures_refused").ToListAsync());
        Assert.Equal("stranger", line.Actor);
    }

    [Fact]
    public async Task A_url_validation_signs_no_message_of_an_attackers_choice()
    {
        var oracle = JsonSerializer.Serialize(new { @event = "endpoint.url_validation", payload = new { plainToken = "v0:1720705455:{\"event\":\"recording.completed\"}" } });

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(oracle, signature: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("""{"event":"endpoint.url_validation","payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"}}""", secret: "guessed")).StatusCode);
    }

    [Theory]
    [InlineData("/webhooks/zoom")]
    [InlineData("/webhooks/zoom/deauth")]
    public async Task Removing_the_app_at_zoom_ends_the_connection_on_either_address(string address)
    {
        var later = _api.Clock.GetUtcNow().AddMinutes(1);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Deauthorized(later), address: address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Deauthorized(later), address: address)).StatusCode);

        await using var context = _database.NewContext();
        var connection = await context.Connections.SingleAsync();
        Assert.Equal(ConnectionStatus.Revoked, connection.Status);
        Assert.Null(connection.AccessToken);
        Assert.Null(connection.RefreshToken);
        Assert.Equal(1, await context.Jobs.CountAsync(job => job.Kind == JobKind.TellDeauthorized));
    }

    [Fact]
    public async Task A_deauthorisation_of_another_app_or_older_than_the_authorisation_ends_nothing()
    {
        await PostAsync(Deauthorized(_api.Clock.GetUtcNow().AddMinutes(1), clientId: "another-app"));
        await PostAsync(Deauthorized(_api.Clock.GetUtcNow().AddDays(-1)));

        await using var context = _database.NewContext();
        Assert.Equal(ConnectionStatus.Active, (await context.Connections.SingleAsync()).Status);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("postgres.invalid")] // A name that nobody knows.
    public async Task While_the_database_is_away_zoom_is_asked_to_come_again(string host)
    {
        await using var api = new ApiFactory($"Host={host};Port=1;Username=app;Password=x;Database=gone;Timeout=1");
        using var client = api.CreateClient();

        using var request = Request(Completed("uuid-1", files: ["file-1"]), "/webhooks/zoom", TestSettings.WebhookSecret, TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.SendAsync(request)).StatusCode);
        var health = await client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("\"ZoomAspireContext\":\"Unhealthy\"", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive")).StatusCode);
    }

    [Fact]
    public async Task A_failure_of_the_socket_that_nobody_wraps_is_one_of_the_database()
    {
        await using var factory = new ApiFactory(_database.ConnectionString);
        await using var api = factory.WithWebHostBuilder(builder => builder.ConfigureServices(
            services => services.ConfigureDbContext<ZoomAspireContext>(options => options.AddInterceptors(new BareSocketFailures()))));
        using var client = api.CreateClient();

        using var request = Request(Completed("uuid-1", files: ["file-1"]), "/webhooks/zoom", TestSettings.WebhookSecret, TimeSpan.Zero);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task While_redis_is_away_webhooks_are_taken_in_all_the_same()
    {
        await using var api = new ApiFactory(_database.ConnectionString).With("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=false,connectTimeout=500");
        using var client = api.CreateClient();

        using var request = Request(Completed("uuid-1", files: ["file-1"]), "/webhooks/zoom", TestSettings.WebhookSecret, TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Theory]
    [InlineData("redis", "127.0.0.1:1,abortConnect=false,connectTimeout=500,asyncTimeout=500", "StackExchange.Redis")]
    [InlineData("media", "Endpoint=http://127.0.0.1:1;AccessKey=nobody;SecretKey=nothing;Bucket=nowhere", "media")]
    public async Task Health_names_the_store_that_is_away_and_webhooks_go_on(string store, string address, string check)
    {
        await using var api = new ApiFactory(_database.ConnectionString).With($"ConnectionStrings:{store}", address);
        using var client = api.CreateClient();

        var health = await Eventually.GetAsync(
            async () =>
            {
                using var response = await client.GetAsync("/health");
                return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<Health>() : null;
            },
            "the API is ready");

        Assert.Equal("Degraded", health.Status);
        Assert.Equal("Degraded", health.Checks[check]);
        // The tokens here are no sealed values, which the API says.
        Assert.All(health.Checks.Where(other => other.Key != check && other.Key != "encryption keys"), other => Assert.Equal("Healthy", other.Value));
    }

    private static string Completed(
        string uuid, string[] files, string host = Host, string account = Account, string token = "tok") => JsonSerializer.Serialize(new
        {
            @event = "recording.completed",
            event_ts = 1794391204611,
            payload = new
            {
                account_id = account,
                @object = new
                {
                    uuid,
                    id = 81638192900,
                    host_id = host,
                    topic = "Board – November 🚒",
                    start_time = "2026-11-11T09:00:12Z",
                    timezone = "Europe/Berlin",
                    duration = 42,
                    recording_files = files.Select(id => new { id, file_type = "M4A", download_url = $"https://zoom.us/rec/{token[..1]}" }),
                },
            },
            download_token = token,
        });

    private static string Deauthorized(DateTimeOffset at, string clientId = TestSettings.ClientId) => JsonSerializer.Serialize(new
    {
        @event = "app_deauthorized",
        payload = new
        {
            account_id = Account,
            user_id = Host,
            signature = "legacy",
            deauthorization_time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            client_id = clientId,
            event_ts = "2026-11-11 10:00:00",
        },
    });

    private Task<HttpResponseMessage> PostAsync(
        string body, string? signature = "made", string secret = TestSettings.WebhookSecret, TimeSpan age = default,
        string address = "/webhooks/zoom", bool chunked = false)
    {
        var request = Request(body, address, signature is null ? null : secret, age);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        return _client.SendAsync(request);
    }

    private HttpRequestMessage Request(string body, string address, string? secret, TimeSpan age)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null)
        {
            var timestamp = (_api.Clock.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
            request.Headers.Add("x-zm-request-timestamp", timestamp);
            request.Headers.Add("x-zm-signature", $"v0={Convert.ToHexStringLower(hash)}");
        }

        return request;
    }

    private async Task ConnectAsync(TelegramUserId telegramUserId, string zoomUserId)
    {
        await using var context = _database.NewContext();
        var user = new User { TelegramUserId = telegramUserId, CreatedAt = _api.Clock.GetUtcNow() };
        context.Users.Add(user);
        await context.SaveChangesAsync();
        context.Connections.Add(new Connection
        {
            UserId = user.Id,
            Provider = ZoomProvider.Name,
            ClientId = TestSettings.ClientId,
            ExternalUserId = new ZoomUserId(zoomUserId),
            AccountId = Account,
            AccessToken = [1],
            RefreshToken = [2],
            AuthorizedAt = _api.Clock.GetUtcNow(),
            Status = ConnectionStatus.Active,
        });
        await context.SaveChangesAsync();
    }

    private async Task AssertNothingStoredAsync()
    {
        await using var context = _database.NewContext();
        Assert.Equal(0, await context.Jobs.CountAsync());
        Assert.Equal(0, await context.Meetings.CountAsync());
        Assert.Equal(0, await context.WebhookEvents.CountAsync());
    }

    private sealed record Health(string Status, Dictionary<string, string> Checks);
}
