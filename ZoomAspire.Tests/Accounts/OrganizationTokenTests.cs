using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>The token of the organisation's app, which all linked connections share.</summary>
public sealed class OrganizationTokenTests : IAsyncLifetime
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private AccountsFixture _accounts = null!;
    private long _anna;
    private long _ivan;

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync(services => services.AddZoomClient(), TestSettings.Organization);
        await _accounts.AddUserAsync(new TelegramUserId(101));
        await _accounts.AddUserAsync(new TelegramUserId(102));
        _anna = await _accounts.LinkAsync(new TelegramUserId(101), _accounts.Zoom.Users[0]);
        _ivan = await _accounts.LinkAsync(new TelegramUserId(102), _accounts.Zoom.Users[1]);
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task One_token_serves_all_users_and_processes_and_names_each_user_by_id()
    {
        var anna = await _accounts.Vault.GetAsync(_anna, default);
        var ivan = await NewProcess().GetRequiredService<TokenVault>().GetAsync(_ivan, default);

        Assert.Equal(anna.Value, ivan.Value);
        Assert.Equal(_accounts.Zoom.Users[0].Id, anna.UserId?.Value);
        Assert.Equal(_accounts.Zoom.Users[1].Id, ivan.UserId?.Value);
        Assert.Equal(1, Tokens());
    }

    [Fact]
    public async Task Fifty_callers_in_five_processes_fetch_one_token_five_minutes_before_the_end_of_the_last()
    {
        var first = await _accounts.Vault.GetAsync(_anna, default);
        _accounts.Clock.Advance(TokenLifetime - Ahead - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await _accounts.Vault.GetAsync(_anna, default));
        _accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        var vaults = Enumerable.Range(0, 5).Select(_ => NewProcess().GetRequiredService<TokenVault>()).ToList();

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Task.Run(() => vaults[i % 5].GetAsync(i % 2 == 0 ? _anna : _ivan, default))));

        Assert.NotEqual(first.Value, Assert.Single(tokens.Select(token => token.Value).Distinct()));
        Assert.Equal(2, Tokens());
    }

    [Fact]
    public async Task Fifty_callers_whose_token_was_refused_fetch_one()
    {
        var refused = await _accounts.Vault.GetAsync(_anna, default);
        var vaults = Enumerable.Range(0, 5).Select(_ => NewProcess().GetRequiredService<TokenVault>()).ToList();

        var tokens = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Task.Run(() => vaults[i % 5].ReplaceRejectedAsync(_anna, refused, default))));

        Assert.NotEqual(refused.Value, Assert.Single(tokens.Select(token => token.Value).Distinct()));
        Assert.Equal(2, Tokens());
    }

    [Fact]
    public async Task Every_request_names_the_user_by_id_and_a_refused_token_is_fetched_once_and_the_request_repeated_once()
    {
        var zoom = _accounts.Services.GetRequiredService<ZoomClient>();
        var today = DateOnly.FromDateTime(_accounts.Clock.GetUtcNow().UtcDateTime);
        var ended = await _accounts.Zoom.EndMeetingAsync(new EndMeeting { UserId = _accounts.Zoom.Users[1].Id }, default);

        Assert.Equal("ivan@example.org", (await zoom.GetProfileAsync(_ivan, default)).Email);
        Assert.Equal(ended.Uuid, Assert.Single(await zoom.ListRecordingsAsync(_ivan, today.AddDays(-1), today, default).ToListAsync()).MeetingUuid.Value);
        Assert.Empty(await zoom.ListRecordingsAsync(_anna, today.AddDays(-1), today, default).ToListAsync());
        Assert.Empty(await zoom.ListMeetingsAsync(_ivan, default).ToListAsync());
        Assert.Equal(ended.Uuid, (await zoom.GetRecordingsAsync(_ivan, new MeetingUuid(ended.Uuid), default)).MeetingUuid.Value);

        var before = (Tokens(), _accounts.Calls(ZoomOperation.Profile));
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unauthorized, count: 1);
        Assert.Equal("anna@example.org", (await zoom.GetProfileAsync(_anna, default)).Email);
        Assert.Equal((before.Item1 + 1, before.Item2 + 2), (Tokens(), _accounts.Calls(ZoomOperation.Profile)));
    }

    [Fact]
    public async Task A_deactivated_app_makes_no_connection_dead_and_zoom_is_asked_every_five_minutes()
    {
        Disable(true);
        var zoom = _accounts.Services.GetRequiredService<ZoomClient>();
        await Assert.ThrowsAsync<OrganizationRefusedException>(() => zoom.GetProfileAsync(_anna, default));
        var asked = Tokens();
        await Assert.ThrowsAsync<OrganizationRefusedException>(() => zoom.GetProfileAsync(_ivan, default));
        await ProbeAsync();
        Assert.Equal(asked, Tokens());

        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_anna)).Status);
        Assert.Equal(0, (await _accounts.ConnectionAsync(_anna)).RefreshErrorCount);
        Assert.Empty(_accounts.Events.All);
        var summary = Assert.Single(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(new TelegramUserId(101), default)));
        Assert.True(summary.IsOrganizationRefused);
        Assert.False(summary.NeedsOwner);

        _accounts.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await ProbeAsync();
        Assert.Equal(asked + 1, Tokens());
        Disable(false);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await ProbeAsync();

        Assert.Equal("anna@example.org", (await zoom.GetProfileAsync(_anna, default)).Email);
        var lines = await _accounts.AuditAsync();
        Assert.Single(lines, AuditActions.OrganizationRefused);
        Assert.Single(lines, AuditActions.OrganizationRestored);
    }

    [Fact]
    public async Task While_zoom_is_away_the_token_is_used_to_its_end_and_nothing_counts_as_refused()
    {
        var first = await _accounts.Vault.GetAsync(_anna, default);
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);
        _accounts.Clock.Advance(TokenLifetime - TimeSpan.FromMinutes(3));
        Assert.Equal(first, await _accounts.Vault.GetAsync(_anna, default));

        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));
        var failure = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_anna, default));

        Assert.Equal(OAuthFailure.Transient, failure.Failure);
        Assert.Null((await TokenAsync()).RefusedSince);
    }

    [Fact]
    public async Task A_wish_to_wait_is_obeyed_by_all_processes()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = ZoomOperation.Token, Kind = ZoomFaultKind.RateLimited, Seconds = 600, RateLimit = ZoomRateLimitStyle.Seconds }],
        });
        await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_anna, default));
        var asked = _accounts.Calls(ZoomOperation.Token);

        var failure = await Assert.ThrowsAsync<OAuthException>(() => NewProcess().GetRequiredService<TokenVault>().GetAsync(_ivan, default));

        Assert.Equal(TimeSpan.FromSeconds(600), failure.RetryAfter);
        Assert.Equal(asked, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task It_is_sealed_at_rest_and_sealed_anew_after_a_change_of_keys()
    {
        var token = await _accounts.Vault.GetAsync(_anna, default);
        var stored = (await TokenAsync()).AccessToken!;
        Assert.DoesNotContain(token.Value, System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        var keys = new Dictionary<string, string?>(TestSettings.Organization)
        {
            ["TOKEN_ENCRYPTION_KEYS"] = $"k2:{Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray())},{TestSettings.All["TOKEN_ENCRYPTION_KEYS"]}",
        };
        var services = _accounts.NewProcess(settings: keys);
        await using var scope = services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredService<SealedValues>().ResealAsync(default);

        Assert.NotEqual(stored, (await TokenAsync()).AccessToken);
        Assert.Equal(token.Value, (await services.GetRequiredService<TokenVault>().GetAsync(_anna, default)).Value);
    }

    [Fact]
    public async Task Without_its_settings_what_is_linked_waits_for_the_operator()
    {
        var services = _accounts.NewProcess();

        await Assert.ThrowsAsync<OrganizationRefusedException>(() => services.GetRequiredService<TokenVault>().GetAsync(_anna, default));
        await services.GetRequiredService<TokenVault>().ProbeOrganizationAsync(default);

        Assert.Equal("not_configured", (await TokenAsync()).LastRefreshError);
        Assert.NotNull((await TokenAsync()).RefusedSince);
        await ProbeAsync();
        Assert.Null((await TokenAsync()).RefusedSince);
    }

    [Fact]
    public async Task A_new_app_for_the_same_account_takes_over_what_the_old_one_linked()
    {
        var old = await _accounts.Vault.GetAsync(_anna, default);
        _accounts.Options.ZoomS2sClientId = "replacement-client";
        var services = _accounts.NewProcess(settings: new Dictionary<string, string?>(TestSettings.Organization)
        {
            ["ZOOM_S2S_CLIENT_ID"] = "replacement-client",
        });

        var fresh = await services.GetRequiredService<TokenVault>().GetAsync(_anna, default);

        Assert.NotEqual(old.Value, fresh.Value);
        Assert.Equal("replacement-client", (await TokenAsync()).ClientId);
    }

    [Fact]
    public async Task A_forced_refresh_fetches_one_token_even_where_the_last_one_has_ended()
    {
        var first = await _accounts.Vault.GetAsync(_anna, default);
        var forced = await _accounts.Vault.RefreshNowAsync(_anna, default);
        Assert.NotEqual(first.Value, forced.Value);
        Assert.Equal(_accounts.Zoom.Users[0].Id, forced.UserId?.Value);
        Assert.Equal(2, Tokens());
        _accounts.Clock.Advance(2 * TokenLifetime);

        Assert.NotEqual(forced.Value, (await _accounts.Vault.RefreshNowAsync(_ivan, default)).Value);

        Assert.Equal(3, Tokens());
    }

    [Fact]
    public async Task A_zoom_that_answers_with_the_refused_token_once_more_is_asked_once_more_and_no_further()
    {
        var first = await _accounts.Vault.GetAsync(_anna, default);
        var app = new StubbornApp(first.Value);
        var vault = _accounts.NewProcess(services => services.AddSingleton<IOrganizationApp>(app), TestSettings.Organization)
            .GetRequiredService<TokenVault>();

        var token = await vault.ReplaceRejectedAsync(_anna, first, default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((first.Value, 1), (token.Value, app.Asked));
    }

    [Fact]
    public async Task Who_waits_for_another_processs_request_gives_up_in_time_and_a_session_that_hangs_loses_the_lock()
    {
        await _accounts.Vault.GetAsync(_anna, default);
        await using var context = _accounts.Database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var locked = await RefreshTurn.TakeAsync(
            context, TimeSpan.FromSeconds(1), () => context.OrganizationTokens.FromSql($"SELECT * FROM organization_tokens FOR UPDATE").ToListAsync());
        Assert.Single(locked);
        Assert.Equal(
            [$"{RefreshTurn.LongestIdle.TotalSeconds:0}"],
            await context.Database.SqlQuery<string>(
                $"SELECT extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval)::int::text AS \"Value\"").ToListAsync());
        _accounts.Clock.Advance(TokenLifetime);
        var process = NewProcess();
        process.GetRequiredService<OrganizationTokens>().LockTimeout = TimeSpan.FromSeconds(0.5);

        var failure = await Assert.ThrowsAsync<OAuthException>(() => process.GetRequiredService<TokenVault>().GetAsync(_anna, default));

        Assert.Equal((OAuthFailure.Transient, "busy"), (failure.Failure, failure.Code));
    }

    private IServiceProvider NewProcess() => _accounts.NewProcess(settings: TestSettings.Organization);

    private int Tokens() => _accounts.Zoom.GetState().Calls.Count(call => call.Subject == "account_credentials");

    private void Disable(bool disabled) =>
        _accounts.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { OrganizationAppDisabled = disabled } });

    private Task ProbeAsync() => _accounts.Vault.ProbeOrganizationAsync(default);

    private Task<OrganizationToken> TokenAsync() => _accounts.ReadAsync(context => context.OrganizationTokens.AsNoTracking().SingleAsync());

    /// <summary>Zoom as far as the organisation's app knows it, always with the same answer.</summary>
    private sealed class StubbornApp(string accessToken) : IOrganizationApp
    {
        public int Asked { get; private set; }

        public string Provider => ZoomProvider.Name;

        public bool IsConfigured => true;

        public string ClientId => TestSettings.Organization["ZOOM_S2S_CLIENT_ID"]!;

        public string AccountId => TestSettings.Organization["ZOOM_ACCOUNT_ID"]!;

        public Task<OrganizationGrant> GrantAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new OrganizationGrant(accessToken, TokenLifetime, "", null));
        }
    }
}
