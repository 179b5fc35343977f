using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>What is signed with the secret of the organisation's app.</summary>
public sealed class OrganizationWebhookTests : IAsyncLifetime
{
    private const string Secret = "webhook-secret-of-the-organisation";
    private const string PreviousSecret = "webhook-secret-of-the-organisation-before";
    private const string Linked = "kX2-pQ7mTyWd0sVbNc4fLw";
    private const string Own = "8lzIwvZTSOqjndWPbPqzuA";
    private const string Foreign = "Zr5tYu8iQoPa1sDf_GhJkg";

    private static readonly string Account = TestSettings.Organization["ZOOM_ACCOUNT_ID"]!;

    private TestDatabase _database = null!;
    private ApiFactory _api = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _api = new ApiFactory(_database.ConnectionString)
            .With("ZOOM_S2S_WEBHOOK_SECRET", Secret).With("ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS", PreviousSecret);
        foreach (var (name, value) in TestSettings.Organization)
        {
            _api.With(name, value);
        }

        _client = _api.CreateClient();
        await ConnectAsync(1, Linked, Account, GrantType.AccountCredentials);
        await ConnectAsync(2, Own, Account, GrantType.AuthorizationCode);
        await ConnectAsync(3, Foreign, "another-account", GrantType.AuthorizationCode);
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData(PreviousSecret)]
    [InlineData(TestSettings.WebhookSecret)]
    public async Task A_recording_of_a_linked_host_is_taken_in_whichever_app_tells_it(string secret)
    {
        await PostAsync(Completed(Linked, Account), secret);
        await PostAsync(Completed(Linked, Account), secret == TestSettings.WebhookSecret ? Secret : TestSettings.WebhookSecret);

        Assert.Equal(1, await CountAsync(context => context.Jobs));
    }

    [Fact]
    public async Task A_host_with_a_connection_of_his_own_is_served_by_it_and_once()
    {
        await PostAsync(Completed(Own, Account), Secret);
        await PostAsync(Completed(Own, Account), TestSettings.WebhookSecret);

        await using var context = _database.NewContext();
        Assert.Equal(
            GrantType.AuthorizationCode,
            await context.Connections.Where(connection => context.Meetings.Any(meeting => meeting.ConnectionId == connection.Id))
                .Select(connection => connection.GrantType).SingleAsync());
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task The_organisation_is_not_heard_about_other_accounts_nor_about_the_other_app()
    {
        await PostAsync(Completed(Foreign, "another-account"), Secret);
        await PostAsync(Completed(Foreign, Account), Secret); // As if it were a user of its own.
        await PostAsync(UserEvent("user.deleted", Foreign, "another-account"), Secret);
        await PostAsync(Deauthorized(Own, Account), Secret);
        await PostAsync(Deauthorized(Own, Account), PreviousSecret);
        await PostAsync(Deauthorized(Own, Account), Secret, "/webhooks/zoom/deauth");

        Assert.Equal(0, await CountAsync(context => context.WebhookEvents));
        Assert.Equal(0, await CountAsync(context => context.Jobs));
        Assert.Equal(3, await CountAsync(context => context.Connections.Where(connection => connection.Status == ConnectionStatus.Active)));
        await PostAsync(Deauthorized(Own, Account), TestSettings.WebhookSecret);
        Assert.Equal(2, await CountAsync(context => context.Connections.Where(connection => connection.Status == ConnectionStatus.Active)));
    }

    [Theory]
    [InlineData(Foreign, "another-account")]
    [InlineData(Own, "")]
    public async Task A_meeting_that_the_organisation_claims_for_one_of_its_users_is_its_hosts_all_the_same(string host, string account)
    {
        account = account.Length == 0 ? Account : account;
        await PostAsync(Completed(Linked, Account), Secret);
        await PostAsync(Completed(Linked, Account), Secret);

        await PostAsync(Completed(host, account), TestSettings.WebhookSecret);

        await using var context = _database.NewContext();
        var owner = await ConnectionAsync(host);
        var meeting = await context.Meetings.SingleAsync();
        Assert.Equal((owner.Id, owner.UserId, host, false), (meeting.ConnectionId, meeting.UserId, meeting.OwnerZoomUserId.Value, meeting.IsContradicted));
        Assert.Equal(1, await context.Jobs.CountAsync(job => job.SubjectId == meeting.Id && job.TenantId == owner.UserId));

        // And stays so, whatever the organisation says next.
        await PostAsync(Completed(Linked, Account, "file-2"), Secret);
        Assert.Equal(owner.Id, await context.Meetings.Select(row => row.ConnectionId).SingleAsync());
    }

    [Fact]
    public async Task A_tombstone_that_the_organisation_sets_for_anothers_meeting_keeps_nobodys_own_out()
    {
        await PostAsync(Trashed(Linked, Account), Secret);
        await PostAsync(Trashed(Foreign, "another-account"), TestSettings.WebhookSecret);

        await using var context = _database.NewContext();
        var tombstone = await context.RecordingTombstones.AsNoTracking().SingleAsync();
        Assert.Equal(("another-account", false), (tombstone.AccountId, tombstone.IsClaim));

        await PostAsync(Trashed(Linked, Account, minutes: 5), Secret);
        Assert.Equal("another-account", await context.RecordingTombstones.Select(row => row.AccountId).SingleAsync());
        await PostAsync(Completed(Foreign, "another-account"), TestSettings.WebhookSecret);
        Assert.Equal(0, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task A_url_validation_is_answered_with_the_secret_of_the_app_that_asks()
    {
        const string PlainToken = "qgg8vlvZRS6UYooatFL8Aw";
        var body = JsonSerializer.Serialize(new { @event = "endpoint.url_validation", event_ts = 1, payload = new { plainToken = PlainToken } });

        var answer = JsonDocument.Parse(await (await PostAsync(body, Secret)).Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(WebhookSignature.EncryptToken(Secret, PlainToken), answer.GetProperty("encryptedToken").GetString());
    }

    [Theory]
    [InlineData(Linked, Secret)]
    [InlineData(Own, TestSettings.WebhookSecret)]
    public async Task What_happens_to_a_user_at_zoom_comes_in_signed_and_is_heeded_once(string user, string secret)
    {
        await PostAsync(UserEvent("user.deactivated", user, Account), secret);
        await PostAsync(UserEvent("user.deactivated", user, Account), secret);
        var paused = await ConnectionAsync(user);
        Assert.Equal(ConnectionStatus.NeedsReauth, paused.Status);
        Assert.NotNull(paused.PausedAt);
        Assert.Equal(1, await CountAsync(context => context.Jobs));

        await PostAsync(UserEvent("user.activated", user, Account, minutes: 2), secret);
        Assert.Equal((ConnectionStatus.Active, null), ((await ConnectionAsync(user)).Status, (await ConnectionAsync(user)).PausedAt));

        await PostAsync(UserEvent("user.disassociated", user, Account, minutes: 3), secret);
        Assert.Equal(ConnectionStatus.Revoked, (await ConnectionAsync(user)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await SendAsync(UserEvent("user.deleted", user, Account, minutes: 4), "guessed", "/webhooks/zoom")).StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string secret, string address = "/webhooks/zoom")
    {
        var response = await SendAsync(body, secret, address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private Task<HttpResponseMessage> SendAsync(string body, string secret, string address)
    {
        var timestamp = _api.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-zm-request-timestamp", timestamp);
        request.Headers.Add("x-zm-signature", $"v0={Convert.ToHexStringLower(hash)}");
        return _client.SendAsync(request);
    }

    private string Trashed(string host, string account, int minutes = 1) => JsonSerializer.Serialize(new
    {
        @event = "recording.trashed",
        event_ts = _api.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeMilliseconds(),
        payload = new
        {
            account_id = account,
            @object = new
            {
                uuid = "uuid-1",
                id = 81638192900,
                host_id = host,
                recording_files = new[] { new { id = "file-1", file_type = "M4A" } },
            },
        },
    });

    private static string Completed(string host, string account, string file = "file-1") => JsonSerializer.Serialize(new
    {
        @event = "recording.completed",
        event_ts = 1794391204611,
        payload = new
        {
            account_id = account,
            @object = new
            {
                uuid = "uuid-1",
                id = 81638192900,
                host_id = host,
                topic = "Board",
                duration = 42,
                recording_files = new[] { new { id = file, file_type = "M4A" } },
            },
        },
    });

    private string UserEvent(string name, string user, string account, int minutes = 1) => JsonSerializer.Serialize(new
    {
        @event = name,
        event_ts = _api.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeMilliseconds(),
        payload = new { account_id = account, @operator = "admin@example.org", @object = new { id = user, email = "x@example.org", type = 2 } },
    });

    private string Deauthorized(string user, string account) => JsonSerializer.Serialize(new
    {
        @event = "app_deauthorized",
        payload = new
        {
            account_id = account,
            user_id = user,
            deauthorization_time = _api.Clock.GetUtcNow().AddMinutes(1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            client_id = TestSettings.ClientId,
        },
    });

    private async Task<int> CountAsync<T>(Func<ZoomAspire.Core.Data.ZoomAspireContext, IQueryable<T>> rows)
    {
        await using var context = _database.NewContext();
        return await rows(context).CountAsync();
    }

    private async Task<Connection> ConnectionAsync(string user)
    {
        await using var context = _database.NewContext();
        return await context.Connections.AsNoTracking().SingleAsync(connection => connection.ExternalUserId == new ZoomUserId(user));
    }

    private async Task ConnectAsync(long person, string user, string account, GrantType grantType)
    {
        await using var context = _database.NewContext();
        var owner = new User { TelegramUserId = new TelegramUserId(person), CreatedAt = _api.Clock.GetUtcNow() };
        context.Users.Add(owner);
        await context.SaveChangesAsync();
        var isOwn = grantType == GrantType.AuthorizationCode;
        context.Connections.Add(new Connection
        {
            UserId = owner.Id,
            Provider = ZoomProvider.Name,
            ClientId = isOwn ? TestSettings.ClientId : TestSettings.Organization["ZOOM_S2S_CLIENT_ID"]!,
            GrantType = grantType,
            ExternalUserId = new ZoomUserId(user),
            AccountId = account,
            AccessToken = isOwn ? [1] : null,
            RefreshToken = isOwn ? [2] : null,
            AuthorizedAt = _api.Clock.GetUtcNow(),
            ConnectedAt = _api.Clock.GetUtcNow(),
            Status = ConnectionStatus.Active,
        });
        await context.SaveChangesAsync();
    }
}
