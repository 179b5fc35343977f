using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>What integrators may ask of a user's connections.</summary>
public sealed class ConnectionsApiTests : IAsyncLifetime
{
    private const string ReaderKey = "reader-key-0123456789-0123456789";
    private const string ManagerKey = "manager-key-0123456789-0123456789";
    private const string ConnectKey = "connect-key-0123456789-0123456789";
    private const long Ann = 101;
    private const long Stranger = 999;

    private static readonly string[] ZoomReads = ["/zoom/profile", "/zoom/meetings", "/zoom/recordings"];

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;
    private SimulatorHost _simulator = null!;
    private HttpClient _client = null!;

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

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
            .With("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=false,connectTimeout=200") // Quotas of this test's own.
            .With("INTERNAL_API_KEY", $"bot:{ConnectKey}:connect,reader:{ReaderKey}:read,crm:sha256={Hash(ManagerKey)}:read+manage");
        _client = _api.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _simulator.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Every_endpoint_demands_a_key_except_those_that_are_public()
    {
        string[] open = ["/zoom/callback", "/media/", "/webhooks/zoom/", "/webhooks/zoom/deauth", "/health", "/alive", "/openapi/{documentName}.json"];
        var endpoints = _api.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();

        var unprotected = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null &&
            endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null).Select(endpoint => endpoint.RoutePattern.RawText);

        Assert.Equal(open.Order(), unprotected.Distinct().Order());
        Assert.Equal(10, endpoints.Count(endpoint => endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null));
    }

    [Theory]
    [InlineData("GET", "status", ReaderKey)]
    [InlineData("GET", "profile", ReaderKey)]
    [InlineData("GET", "meetings", ReaderKey)]
    [InlineData("GET", "recordings", ReaderKey)]
    [InlineData("POST", "refresh", ManagerKey)]
    [InlineData("POST", "revoke", ManagerKey)]
    public async Task Only_a_known_key_with_the_right_scope_opens(string method, string call, string key)
    {
        var path = $"/zoom/{call}?telegram_user_id={Stranger}";

        var none = await SendAsync(method, path, null);
        var wrong = await SendAsync(method, path, "wrong-key-0123456789-0123456789");
        var unfit = await SendAsync(method, path, key == ReaderKey ? ConnectKey : ReaderKey);
        var hash = await SendAsync(method, path, Hash(ManagerKey));
        var right = await SendAsync(method, path, key);

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound],
            new[] { none, wrong, unfit, hash, right }.Select(answer => answer.StatusCode));
        Assert.All(
            new[] { none, wrong, unfit, hash, right },
            answer => Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.ToString());
        Assert.Contains("insufficient_scope", unfit.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_tells_all_connections_and_where_they_deliver()
    {
        var first = await ConnectAsync(_simulator.Zoom.Users[0]);
        var second = await ConnectAsync(_simulator.Zoom.Users[1]);

        var status = await GetAsync("/zoom/status");

        var connections = status.GetProperty("connections").EnumerateArray().ToList();
        Assert.Equal([first, second], connections.Select(connection => connection.GetProperty("connection_id").GetInt64()));
        Assert.Equal("active", connections[0].GetProperty("status").GetString());
        Assert.Equal(_simulator.Zoom.Users[0].Email, connections[0].GetProperty("email").GetString());
        var destination = Assert.Single(connections[0].GetProperty("destinations").EnumerateArray());
        Assert.Equal((Ann, "private"), (destination.GetProperty("chat_id").GetInt64(), destination.GetProperty("kind").GetString()));
        Assert.Single((await GetAsync("/zoom/status", $"&connection_id={second}")).GetProperty("connections").EnumerateArray());
    }

    [Fact]
    public async Task The_status_tells_what_a_topic_is_called()
    {
        await ConnectAsync(_simulator.Zoom.Users[0]);
        await using (var context = _database.NewContext())
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO destinations (user_id, chat_id, message_thread_id, kind, state, created_at)
                SELECT user_id, -1001, 7, 'group', 'active', now() FROM connections;
                INSERT INTO routes (user_id, connection_id, destination_id)
                SELECT d.user_id, c.id, d.id FROM destinations d JOIN connections c ON c.user_id = d.user_id WHERE d.chat_id = -1001;
                INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at)
                VALUES (-1001, 7, 'Zoom', now()), (-1001, 8, 'Other', now()), (-1002, 7, 'Theirs', now());
                """);
        }

        var connection = Assert.Single((await GetAsync("/zoom/status")).GetProperty("connections").EnumerateArray());

        var destination = Assert.Single(connection.GetProperty("destinations").EnumerateArray());
        Assert.Equal(
            (7, "Zoom"), (destination.GetProperty("message_thread_id").GetInt32(), destination.GetProperty("topic_name").GetString()));
    }

    [Fact]
    public async Task Profiles_meetings_and_recordings_come_from_all_connections_and_without_anything_that_opens_a_door()
    {
        var (anna, ivan) = (_simulator.Zoom.Users[0], _simulator.Zoom.Users[1]);
        var first = await ConnectAsync(anna);
        var second = await ConnectAsync(ivan);
        await EndMeetingAsync(anna, "Board", -2);
        await EndMeetingAsync(ivan, "Sales", -1);
        await EndMeetingAsync(anna, "Long ago", -200);
        await ScheduleAsync(first, "Plan");

        var answers = new List<string>();
        foreach (var path in ZoomReads)
        {
            var answer = await SendAsync("GET", $"{path}?telegram_user_id={Ann}", ReaderKey);
            Assert.Equal((HttpStatusCode.OK, "no-store"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.All(answers, text =>
        {
            foreach (var secret in new[] { "http", "url", "passcode", "password", "pwd", "token", "eyJ" })
            {
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
            }
        });
        Assert.Equal([anna.Email, ivan.Email], Items(answers[0], "profiles").Select(profile => profile.GetProperty("email").GetString()));
        Assert.Equal("licensed", Items(answers[0], "profiles")[0].GetProperty("license").GetString());
        Assert.Equal(("Plan", first), TopicOf(Assert.Single(Items(answers[1], "meetings"))));
        Assert.Equal([("Sales", second), ("Board", first)], Items(answers[2], "recordings").Select(TopicOf));
        Assert.Contains(Items(answers[2], "recordings")[0].GetProperty("files").EnumerateArray(), file =>
            file.GetProperty("recording_type").GetString() == "audio_only" && file.GetProperty("completed").GetBoolean());
        var one = await GetAsync("/zoom/recordings", $"&connection_id={first}&from=2026-01-01&to=2026-11-20&limit=1");
        Assert.Equal(("Board", first), TopicOf(Assert.Single(one.GetProperty("recordings").EnumerateArray())));
    }

    [Fact]
    public async Task A_dead_link_is_409_and_says_how_to_mend_it()
    {
        var connection = await ConnectAsync(_simulator.Zoom.Users[0]);
        _simulator.Zoom.OAuth.Remove(_simulator.Zoom.Users[0].Id);

        foreach (var (method, path) in ZoomReads.Select(path => ("GET", path)).Append(("POST", "/zoom/refresh")))
        {
            var answer = await SendAsync(method, $"{path}?telegram_user_id={Ann}", ManagerKey);

            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(connection, problem.GetProperty("connection_id").GetInt64());
            Assert.Contains("/connect", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        var status = await GetAsync("/zoom/status");
        Assert.Equal("needs_reauth", status.GetProperty("connections")[0].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(ZoomFaultKind.RateLimited, HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(ZoomFaultKind.ServerError, HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(ZoomFaultKind.Html, HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(ZoomFaultKind.MissingScope, HttpStatusCode.Conflict, false)]
    public async Task Zooms_troubles_are_told_apart(ZoomFaultKind fault, HttpStatusCode status, bool saysWhen)
    {
        await ConnectAsync(_simulator.Zoom.Users[0]);
        _simulator.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = ZoomOperation.Profile, Kind = fault, Seconds = 90, RateLimit = ZoomRateLimitStyle.Seconds }],
        });

        var answer = await SendAsync("GET", $"/zoom/profile?telegram_user_id={Ann}", ReaderKey);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(saysWhen, answer.Headers.RetryAfter is not null);
        Assert.Equal(fault == ZoomFaultKind.RateLimited, answer.Headers.RetryAfter?.Delta == TimeSpan.FromSeconds(90));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("&to=2011-01-01")]
    [InlineData("&from=9999-12-01&to=9999-12-31")]
    public async Task The_ends_of_the_calendar_are_days_like_others(string range)
    {
        await ConnectAsync(_simulator.Zoom.Users[0]);

        Assert.Empty((await GetAsync("/zoom/recordings", range)).GetProperty("recordings").EnumerateArray());
    }

    [Fact]
    public async Task While_a_key_is_missing_integrators_are_asked_to_come_again()
    {
        await ConnectAsync(_simulator.Zoom.Users[0]);
        await using (var context = _database.NewContext())
        {
            // The second character of the key's id, which stands open in each sealed value.
            await context.Database.ExecuteSqlRawAsync("UPDATE connections SET access_token = set_byte(access_token, 3, 57)");
        }

        var answer = await SendAsync("GET", $"/zoom/profile?telegram_user_id={Ann}", ReaderKey);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_refresh_rotates_the_tokens()
    {
        var connection = await ConnectAsync(_simulator.Zoom.Users[0]);
        var vault = _api.Services.GetRequiredService<TokenVault>();
        var before = await vault.GetAsync(connection, default);

        var answer = await SendAsync("POST", $"/zoom/refresh?telegram_user_id={Ann}", ManagerKey);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(before, await vault.GetAsync(connection, default));
        Assert.Equal(1, Assert.Single(_simulator.Zoom.GetState().Grants).Refreshes);

        _api.Clock.Advance(TimeSpan.FromHours(2));
        await SendAsync("POST", $"/zoom/refresh?telegram_user_id={Ann}", ManagerKey);
        Assert.Equal(2, Assert.Single(_simulator.Zoom.GetState().Grants).Refreshes);
    }

    [Fact]
    public async Task A_paused_connection_is_a_conflict_that_nobody_need_mend()
    {
        await ConnectAsync(_simulator.Zoom.Users[0]);
        await using (var context = _database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE connections SET status = 'needs_reauth', paused_at = now()");
        }

        var answer = await SendAsync("GET", $"/zoom/profile?telegram_user_id={Ann}", ReaderKey);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Nobody need connect again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(
            JsonValueKind.Null, (await GetAsync("/zoom/status")).GetProperty("connections")[0].GetProperty("paused_at").ValueKind);
    }

    [Fact]
    public async Task A_revoke_ends_the_connection_that_is_named_and_no_other()
    {
        var first = await ConnectAsync(_simulator.Zoom.Users[0]);
        var second = await ConnectAsync(_simulator.Zoom.Users[1]);

        var unclear = await SendAsync("POST", $"/zoom/revoke?telegram_user_id={Ann}", ManagerKey);
        var foreign = await SendAsync("POST", $"/zoom/revoke?telegram_user_id={Stranger}&connection_id={first}", ManagerKey);
        var revoked = await SendAsync("POST", $"/zoom/revoke?telegram_user_id={Ann}&connection_id={first}", ManagerKey);
        var again = await SendAsync("POST", $"/zoom/revoke?telegram_user_id={Ann}&connection_id={first}", ManagerKey);

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.NotFound],
            new[] { unclear, foreign, revoked, again }.Select(answer => answer.StatusCode));
        Assert.Equal([_simulator.Zoom.Users[1].Id], _simulator.Zoom.GetState().Grants.Select(grant => grant.UserId));
        await using var context = _database.NewContext();
        var line = await context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.ConnectionDisconnected);
        Assert.Equal(AuditActors.Integrator, line.Actor);
        Assert.EndsWith("key crm", line.Source, StringComparison.Ordinal);
        var left = (await GetAsync("/zoom/status")).GetProperty("connections").EnumerateArray();
        Assert.Equal(second, Assert.Single(left).GetProperty("connection_id").GetInt64());
    }

    [Theory]
    [InlineData("/zoom/status", "?telegram_user_id=0")]
    [InlineData("/zoom/status", "?telegram_user_id=x")]
    [InlineData("/zoom/status", "")]
    [InlineData("/zoom/meetings", "?telegram_user_id=101&limit=0")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&limit=301")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&from=2026-02-30")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&from=2026-11-21&to=2026-11-20")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&from=2024-01-01&to=2026-11-20")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&to=0001-01-01")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&from=0001-01-01&to=0001-01-02")]
    [InlineData("/zoom/recordings", "?telegram_user_id=101&from=2010-12-31&to=2011-01-02")]
    public async Task A_malformed_question_gets_400_as_problem_details(string path, string query)
    {
        var answer = await SendAsync("GET", path + query, ReaderKey);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task While_the_database_is_away_integrators_are_asked_to_come_again()
    {
        await using var api = new ApiFactory("Host=127.0.0.1;Port=1;Username=app;Password=x;Database=gone;Timeout=1");
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestSettings.All["INTERNAL_API_KEY"]);

        var answer = await client.GetAsync(new Uri($"/zoom/status?telegram_user_id={Ann}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task The_description_names_every_call_with_its_answers()
    {
        var paths = (await _client.GetFromJsonAsync<JsonElement>(new Uri("/openapi/v1.json", UriKind.Relative))).GetProperty("paths");

        foreach (var (method, call) in new[]
        {
            ("get", "status"), ("post", "revoke"), ("post", "refresh"), ("get", "profile"), ("get", "meetings"), ("get", "recordings"),
        })
        {
            var described = paths.GetProperty($"/zoom/{call}").GetProperty(method);
            Assert.NotEmpty(described.GetProperty("summary").GetString()!);
            Assert.NotEmpty(described.GetProperty("description").GetString()!);
            var answers = described.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToList();
            Assert.All(new[] { "200", "400", "401", "403", "404", "429", "503" }, status => Assert.Contains(status, answers));
        }
    }

    private static List<JsonElement> Items(string answer, string name) =>
        [.. JsonDocument.Parse(answer).RootElement.GetProperty(name).EnumerateArray()];

    private static (string? Topic, long ConnectionId) TopicOf(JsonElement item) =>
        (item.GetProperty("topic").GetString(), item.GetProperty("connection_id").GetInt64());

    private async Task<JsonElement> GetAsync(string path, string more = "")
    {
        var answer = await SendAsync("GET", $"{path}?telegram_user_id={Ann}{more}", ReaderKey);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await _client.SendAsync(request);
    }

    private async Task<long> ConnectAsync(ZoomUser zoomUser)
    {
        var user = new TelegramUserId(Ann);
        var link = await FlowsAsync(flows => flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, "en", default));
        var redirect = QueryHelpers.ParseQuery(_simulator.Zoom.Consent(link, zoomUser.Id, allow: true).Query);
        var approved = Assert.IsType<CallbackResult.Approved>(
            await FlowsAsync(flows => flows.CallbackAsync(redirect["state"].ToString(), redirect["code"].ToString(), default)));
        var finished = await FlowsAsync(flows => flows.FinishAsync(approved.Nonce, user, default));
        return Assert.IsType<FinishResult.Finished>(finished).Account.ConnectionId;
    }

    private async Task<T> FlowsAsync<T>(Func<OAuthFlows, Task<T>> act)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<OAuthFlows>());
    }

    private Task<EndedMeeting> EndMeetingAsync(ZoomUser host, string topic, int days) => _simulator.Zoom.EndMeetingAsync(
        new EndMeeting
        {
            UserId = host.Id,
            Topic = topic,
            StartTime = _api.Clock.GetUtcNow().AddDays(days),
            Uuid = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(topic))[..16]),
            SendWebhook = false,
        },
        default);

    private async Task ScheduleAsync(long connection, string topic)
    {
        using var zoom = new HttpClient();
        var token = await _api.Services.GetRequiredService<TokenVault>().GetAsync(connection, default);
        zoom.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var meeting = new { topic, type = 2, start_time = _api.Clock.GetUtcNow().AddDays(1).ToString("s", CultureInfo.InvariantCulture) + "Z", password = "s3cret" };
        (await zoom.PostAsJsonAsync(new Uri(_simulator.ZoomAddress, "v2/users/me/meetings"), meeting)).EnsureSuccessStatusCode();
    }
}
