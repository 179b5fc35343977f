using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

public sealed class TokenVaultTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private AccountsFixture _accounts = null!;
    private long _connection;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task A_token_is_handed_out_until_five_minutes_before_its_end_and_then_replaced()
    {
        var first = await _accounts.Vault.GetAsync(_connection, default);
        _accounts.Clock.Advance(TokenLifetime - TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await _accounts.Vault.GetAsync(_connection, default));

        _accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _accounts.Vault.GetAsync(_connection, default);

        Assert.NotEqual(first, second);
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(second.Value)?.UserId);
        Assert.Equal(_accounts.Clock.GetUtcNow(), (await _accounts.ConnectionAsync(_connection)).LastRefreshAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_wish_for_fresh_tokens_rotates_them_once_whether_they_have_ended_or_not(int minutes)
    {
        var before = await _accounts.Vault.GetAsync(_connection, default);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(minutes));

        var after = await _accounts.Vault.RefreshNowAsync(_connection, default);

        Assert.NotEqual(before.Value, after.Value);
        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
    }

    [Fact]
    public async Task Of_a_paused_connection_it_is_said_that_its_owner_can_do_nothing()
    {
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET status = 'needs_reauth', paused_at = now()"));

        var failure = await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(_connection, default));

        Assert.True(failure.IsPaused);
    }

    [Fact]
    public async Task Fifty_callers_in_five_processes_make_one_refresh()
    {
        _accounts.Clock.Advance(TokenLifetime);
        var vaults = Enumerable.Range(0, 5).Select(_ => _accounts.NewProcess().GetRequiredService<TokenVault>()).ToList();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => vaults[i % 5].GetAsync(_connection, default))));

        Assert.Single(tokens.Distinct());
        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
    }

    [Fact]
    public async Task Fifty_callers_whose_token_was_refused_make_one_refresh()
    {
        var refused = await _accounts.Vault.GetAsync(_connection, default);
        var vaults = Enumerable.Range(0, 5).Select(_ => _accounts.NewProcess().GetRequiredService<TokenVault>()).ToList();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => Task.Run(() => vaults[i % 5].ReplaceRejectedAsync(_connection, refused, default))));

        Assert.NotEqual(refused, Assert.Single(tokens.Distinct()));
        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
    }

    [Fact]
    public async Task A_pair_that_could_not_be_stored_is_not_handed_out()
    {
        _accounts.Clock.Advance(TokenLifetime);
        var stored = (await _accounts.ConnectionAsync(_connection)).AccessToken;
        await ExecuteAsync("ALTER TABLE connections ADD CONSTRAINT full_disk CHECK (version < 2)");

        var asked = _accounts.Vault.GetAsync(_connection, default);
        await Infrastructure.Eventually.HoldsAsync(
            () =>
            {
                _accounts.Clock.Advance(TimeSpan.FromSeconds(10));
                return asked.IsCompleted;
            },
            "the vault gives up");
        await Assert.ThrowsAsync<DbUpdateException>(() => asked);

        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
        Assert.Equal(stored, (await _accounts.ConnectionAsync(_connection)).AccessToken);
    }

    [Fact]
    public async Task A_pair_that_could_not_be_stored_at_once_is_stored_at_the_second_try()
    {
        _accounts.Clock.Advance(TokenLifetime);
        await ExecuteAsync(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('tries') = 1 THEN RAISE EXCEPTION 'as the test wants it' USING ERRCODE = 'disk_full'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fail_first BEFORE UPDATE OF refresh_token ON connections FOR EACH ROW EXECUTE FUNCTION fail_first();
            """);

        var token = await _accounts.Vault.GetAsync(_connection, default);

        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
        Assert.Equal(token, await _accounts.NewProcess().GetRequiredService<TokenVault>().GetAsync(_connection, default));
    }

    [Fact]
    public async Task While_a_refresh_waits_for_zoom_meetings_of_its_connection_can_be_taken_in()
    {
        _accounts.Clock.Advance(TokenLifetime);
        var vault = _accounts.NewProcess(services => Intercept(services, beforeRefresh: () => ExecuteAsync(
            $"""
            SET lock_timeout = '2s';
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, topic, duration_minutes, created_at)
            VALUES ('zoom', 'uuid', 1, 'owner', {_connection}, 'Board', 1, now())
            """))).GetRequiredService<TokenVault>();

        Assert.NotNull(await vault.GetAsync(_connection, default));

        Assert.Equal(1, await _accounts.ReadAsync(context => context.Meetings.CountAsync()));
    }

    [Fact]
    public async Task A_connection_that_stays_locked_is_trouble_that_passes()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Vault.LockTimeout = TimeSpan.FromMilliseconds(100);
        await using var context = _accounts.Database.NewContext();
        await using (await context.Database.BeginTransactionAsync())
        {
            await context.Database.ExecuteSqlAsync($"SELECT 1 FROM connections FOR UPDATE");

            var failure = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.ReplaceRejectedAsync(
                _connection, new AccessToken("refused", _accounts.Simulator.ZoomAddress), default));
            Assert.Equal((OAuthFailure.Transient, "busy"), (failure.Failure, failure.Code));
        }

        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task A_refresh_whose_answer_was_lost_is_made_again_at_once()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = ZoomOperation.Token, Kind = ZoomFaultKind.LostResponse, Count = 1 }],
            Settings = new ZoomSettings { RefreshGraceSeconds = 60 },
        });

        var token = await _accounts.Vault.GetAsync(_connection, default);

        Assert.Equal(2, _accounts.Refreshes(AnnsZoom));
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(token.Value)?.UserId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_refresh_token_ends_in_needs_reauth_told_once(bool legacyErrors)
    {
        _accounts.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { LegacyTokenErrors = legacyErrors } });
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);

        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(_connection, default));
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(_connection, default));

        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.NeedsReauth, connection.Status);
        Assert.Equal(1, connection.RefreshErrorCount);
        Assert.Equal(legacyErrors ? "invalid_request" : "invalid_grant", connection.LastRefreshError);
        Assert.Equal([$"suspended {_connection}"], _accounts.Events.All);
        Assert.Equal(
            [AuditActions.ConnectionFinished, AuditActions.RefreshFailed, AuditActions.ConnectionNeedsReauth], await _accounts.AuditAsync());
        Assert.Equal(ConnectionStatus.NeedsReauth, Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default))).Status);
    }

    [Fact]
    public async Task Approving_again_brings_a_dead_link_back_to_life()
    {
        _accounts.Clock.Advance(TokenLifetime);
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(_connection, default));

        await _accounts.ApproveAsync(Ann, AnnsZoom);

        Assert.Equal([$"suspended {_connection}", $"restored {_connection}"], _accounts.Events.All);
        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.Active, connection.Status);
        Assert.Equal(0, connection.RefreshErrorCount);
        Assert.Null(connection.LastRefreshError);
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
    }

    [Theory]
    [InlineData(ZoomFaultKind.ServerError, OAuthFailure.Transient)]
    [InlineData(ZoomFaultKind.Unavailable, OAuthFailure.Transient)]
    [InlineData(ZoomFaultKind.Html, OAuthFailure.Transient)]
    [InlineData(ZoomFaultKind.Drop, OAuthFailure.Transient)]
    [InlineData(ZoomFaultKind.RateLimited, OAuthFailure.RateLimited)]
    public async Task Trouble_at_zoom_never_kills_a_connection(ZoomFaultKind fault, OAuthFailure expected)
    {
        _accounts.Clock.Advance(TokenLifetime);
        // A connection that breaks is tried twice at once.
        _accounts.Fail(ZoomOperation.Token, fault, count: fault == ZoomFaultKind.Drop ? 4 : 2);

        for (var i = 0; i < 2; i++)
        {
            _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
            var failure = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
            Assert.Equal(expected, failure.Failure);
        }

        var connection = await _accounts.ConnectionAsync(_connection);
        Assert.Equal(ConnectionStatus.Active, connection.Status);
        Assert.Equal(2, connection.RefreshErrorCount);
        Assert.NotNull(connection.LastRefreshError);
        Assert.Equal(1, (await _accounts.AuditAsync()).Count(action => action == AuditActions.RefreshFailed)); // The first of the series.
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
        Assert.Equal(0, (await _accounts.ConnectionAsync(_connection)).RefreshErrorCount);
    }

    [Fact]
    public async Task Our_own_wrong_secret_never_kills_a_connection()
    {
        _accounts.Clock.Advance(TokenLifetime);
        var vault = _accounts.NewProcess(settings: new Dictionary<string, string?> { ["ZOOM_CLIENT_SECRET"] = "wrong" })
            .GetRequiredService<TokenVault>();

        var failure = await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));

        Assert.Equal(OAuthFailure.Misconfigured, failure.Failure);
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task While_zoom_is_in_trouble_the_last_minutes_of_a_token_are_used()
    {
        var token = await _accounts.Vault.GetAsync(_connection, default);
        _accounts.Clock.Advance(TokenLifetime - TimeSpan.FromMinutes(2));
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable);

        Assert.Equal(token, await _accounts.Vault.GetAsync(_connection, default));
        await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.ReplaceRejectedAsync(_connection, token, default));
    }

    [Fact]
    public async Task A_refusal_is_not_believed_while_a_fresh_pair_is_on_its_way()
    {
        _accounts.Clock.Advance(TokenLifetime);
        Task? approval = null;
        // The owner approves again just before the refresh: Zoom refuses the old pair while the new one waits for the row's lock.
        var vault = _accounts.NewProcess(services => Intercept(services, beforeRefresh: async () =>
        {
            if (approval is null)
            {
                approval = _accounts.ApproveAsync(Ann, AnnsZoom);
                await WaitForLockWaiterAsync();
            }
        })).GetRequiredService<TokenVault>();

        var failure = await Record.ExceptionAsync(() => vault.GetAsync(_connection, default));
        await approval!;
        var token = await vault.GetAsync(_connection, default);

        // Which of the two gets the lock first is chance: either the fresh pair was found, or the refusal was not believed.
        Assert.True(failure is null or OAuthException { Failure: OAuthFailure.Transient });
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(token.Value)?.UserId);
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
        Assert.Empty(_accounts.Events.All);
    }

    [Fact]
    public async Task A_refusal_is_not_believed_between_a_code_and_its_stored_pair()
    {
        _accounts.Clock.Advance(TokenLifetime);
        // The exchange has killed the old pair, and the profile makes the new one wait for the clock.
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);
        var approval = _accounts.ApproveAsync(Ann, AnnsZoom);
        await Infrastructure.Eventually.HoldsAsync(() => _accounts.Zoom.GetState().Faults.Count == 0, "the profile is asked for");

        var failure = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
        Assert.Equal(OAuthFailure.Transient, failure.Failure);

        await Infrastructure.Eventually.HoldsAsync(
            () =>
            {
                _accounts.Clock.Advance(TimeSpan.FromSeconds(1));
                return approval.IsCompleted;
            },
            "the approval is stored");
        await approval;
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
        Assert.Empty(_accounts.Events.All);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_stop_the_refresh()
    {
        _accounts.Clock.Advance(TokenLifetime);
        using var gone = new CancellationTokenSource();
        var vault = _accounts.NewProcess(services => Intercept(services, beforeRefresh: gone.CancelAsync)).GetRequiredService<TokenVault>();

        var token = await vault.GetAsync(_connection, gone.Token);

        Assert.Equal(token, await _accounts.Vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task An_idle_connection_is_refreshed_after_a_month_and_no_sooner()
    {
        _accounts.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await _accounts.Vault.RefreshIdleAsync(default));
        _accounts.Clock.Advance(TimeSpan.FromDays(2));
        _accounts.Fail(ZoomOperation.Token, ZoomFaultKind.Unavailable, count: 1);
        Assert.Equal(0, await _accounts.Vault.RefreshIdleAsync(default));
        _accounts.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await _accounts.Vault.RefreshIdleAsync(default));
        Assert.Equal(0, await _accounts.Vault.RefreshIdleAsync(default));

        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));
    }

    [Fact]
    public async Task A_hundred_idle_connections_that_always_fail_do_not_keep_the_next_from_its_refresh()
    {
        await ExecuteAsync(
            """
            INSERT INTO connections (id, provider, client_id, external_user_id, account_id, access_token, refresh_token,
                                     access_token_expires_at, scopes, status, refresh_error_count, authorized_at, last_refresh_at, version)
            SELECT id + n, provider, client_id, 'dead' || n, account_id, access_token, refresh_token,
                   access_token_expires_at, scopes, status, 0, authorized_at, last_refresh_at - interval '1 day', 1
            FROM connections, generate_series(1, 100) n
            """);
        _accounts.Clock.Advance(TimeSpan.FromDays(31));

        await _accounts.Vault.RefreshIdleAsync(default);

        Assert.Equal(
            _accounts.Clock.GetUtcNow(),
            await _accounts.ReadAsync(context => context.Connections.MaxAsync(connection => connection.LastRefreshAt)));
    }

    [Fact]
    public async Task A_connection_that_ended_or_never_was_has_no_token()
    {
        await _accounts.ConnectionsAsync(c => c.DisconnectAsync(Ann, _connection, default));

        await Assert.ThrowsAsync<ConnectionGoneException>(() => _accounts.Vault.GetAsync(_connection, default));
        await Assert.ThrowsAsync<ConnectionGoneException>(() => _accounts.Vault.GetAsync(long.MaxValue, default));
    }

    [Fact]
    public async Task An_api_host_that_is_not_on_the_list_never_gets_a_token()
    {
        await ExecuteAsync("UPDATE connections SET api_url = 'https://api.zoom.us.evil.example/'");
        Assert.Equal(_accounts.Simulator.ZoomAddress, (await _accounts.Vault.GetAsync(_connection, default)).ApiUrl);

        await ExecuteAsync("UPDATE connections SET api_url = 'https://api-eu.zoom.us/'");
        Assert.Equal(new Uri("https://api-eu.zoom.us/"), (await _accounts.Vault.GetAsync(_connection, default)).ApiUrl);
    }

    [Fact]
    public async Task When_it_was_last_used_is_known_to_the_hour()
    {
        await _accounts.Vault.GetAsync(_connection, default);
        var used = _accounts.Clock.GetUtcNow();
        _accounts.Clock.Advance(TimeSpan.FromMinutes(30));
        await _accounts.Vault.GetAsync(_connection, default);
        Assert.Equal(used, (await _accounts.ConnectionAsync(_connection)).LastUsedAt);

        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        await _accounts.Vault.GetAsync(_connection, default);
        Assert.Equal(_accounts.Clock.GetUtcNow(), (await _accounts.ConnectionAsync(_connection)).LastUsedAt);
    }

    [Fact]
    public async Task A_token_does_not_show_in_text()
    {
        var token = await _accounts.Vault.GetAsync(_connection, default);

        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Value, $"{new TokenPair(token.Value, token.Value, default)}", StringComparison.Ordinal);
        Assert.DoesNotContain(token.Value, $"{new TokenGrant(token.Value, token.Value, default, "", null)}", StringComparison.Ordinal);
    }

    private Task<int> ExecuteAsync(string sql) => _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));

    private async Task WaitForLockWaiterAsync() => await Infrastructure.Eventually.HoldsAsync(
        () => _accounts.ReadAsync(async context => await context.Database
            .SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .SingleAsync() > 0),
        "somebody waits for the row");

    internal static void Intercept(IServiceCollection services, Func<Task> beforeRefresh)
    {
        services.RemoveAll<IOAuthProvider>();
        services.AddSingleton<IOAuthProvider>(provider =>
            new InterceptedProvider(ActivatorUtilities.CreateInstance<ZoomOAuthProvider>(provider), beforeRefresh));
    }

    /// <summary>The real one, with something happening just before each refresh.</summary>
    private sealed class InterceptedProvider(IOAuthProvider inner, Func<Task> beforeRefresh) : IOAuthProvider
    {
        public string Name => inner.Name;

        public string ClientId => inner.ClientId;

        public TimeSpan RefreshTokenLifetime => inner.RefreshTokenLifetime;

        public IReadOnlyList<ScopeNeed> MissingFrom(string scopes) => inner.MissingFrom(scopes);

        public Uri AuthorizeUri(string state, string codeChallenge) => inner.AuthorizeUri(state, codeChallenge);

        public Uri ApiUrl(string? granted) => inner.ApiUrl(granted);

        public Task<TokenGrant> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken) =>
            inner.ExchangeAsync(code, codeVerifier, cancellationToken);

        public async Task<TokenGrant> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
        {
            await beforeRefresh();
            return await inner.RefreshAsync(refreshToken, cancellationToken);
        }

        public Task RevokeAsync(string accessToken, CancellationToken cancellationToken) => inner.RevokeAsync(accessToken, cancellationToken);

        public Task<ProviderProfile> GetProfileAsync(AccessToken token, CancellationToken cancellationToken) =>
            inner.GetProfileAsync(token, cancellationToken);
    }
}
