using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>When a refused pair is a dead link, and when it is not yet, or not for sure.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Bob = new(102);

    private AccountsFixture _accounts = null!;
    private long _connection;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync();
        _connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task While_a_stranger_connects_a_dead_pair_is_not_sent_again_and_again()
    {
        await BeginExchangeAsync();
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);
        var asked = _accounts.Calls(ZoomOperation.Token);

        for (var i = 0; i < 5; i++)
        {
            var failure = await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));
            Assert.Equal(OAuthFailure.Transient, failure.Failure);
            Assert.NotNull(failure.RetryAfter);
        }

        Assert.Equal(asked + 1, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task However_many_strangers_connect_a_dead_link_is_known_to_be_dead_within_minutes()
    {
        await BeginExchangeAsync();
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);
        await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));

        // The one that may have been to blame is over; others have begun since, and never stop beginning.
        _accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        await BeginExchangeAsync();

        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task A_flow_that_failed_for_whatever_reason_exchanges_no_more()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Bob), _accounts.Zoom.Users[1]);
        await _accounts.ExecuteAsync("ALTER TABLE connections ADD CONSTRAINT full_disk CHECK (version > 100 OR id = " + _connection + ") NOT VALID");

        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync(redirect));

        Assert.Equal(
            OAuthFlowOutcome.Failed,
            await _accounts.ReadAsync(context => context.OAuthFlows.Where(flow => flow.TelegramUserId == Bob).Select(flow => flow.Outcome).SingleAsync()));
    }

    [Fact]
    public async Task A_refusal_is_not_believed_while_the_owners_own_approval_waits_to_be_stored()
    {
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);

        await Assert.ThrowsAsync<OAuthException>(() => _accounts.Vault.GetAsync(_connection, default));

        _accounts.HealZoom();
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        await _accounts.RevokeDueAsync();
        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
        Assert.Empty(_accounts.Events.All);
    }

    [Theory]
    [InlineData(400, "invalid_grant", "Invalid Token!", OAuthFailure.Rejected)]
    [InlineData(401, "invalid_request", "Invalid Token!", OAuthFailure.Rejected)]
    [InlineData(400, "invalid_request", "Token has been revoked (4741)", OAuthFailure.Rejected)]
    [InlineData(400, "invalid_request", "Missing grant type.", OAuthFailure.Doubtful)]
    [InlineData(400, "invalid_request", "Redirect mismatch (4709)", OAuthFailure.Misconfigured)]
    [InlineData(400, "invalid_client", "Invalid client_id or client_secret", OAuthFailure.Misconfigured)]
    [InlineData(503, "invalid_grant", "", OAuthFailure.Transient)]
    public void Zooms_words_are_told_apart(int status, string error, string reason, OAuthFailure expected) =>
        Assert.Equal(expected, ZoomOAuthEndpoint.FailureFor(status, error, reason));

    [Fact]
    public async Task A_doubtful_refusal_is_believed_when_it_comes_again_minutes_later()
    {
        var vault = RefusedBy(OAuthFailure.Doubtful);

        await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));
        _accounts.Clock.Advance(TimeSpan.FromSeconds(119));
        await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);

        _accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task A_doubtful_refusal_that_was_a_mistake_costs_nothing()
    {
        await Assert.ThrowsAsync<OAuthException>(() => RefusedBy(OAuthFailure.Doubtful).GetAsync(_connection, default));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.NotNull(await _accounts.Vault.GetAsync(_connection, default));
        Assert.Null((await _accounts.ConnectionAsync(_connection)).RefusedAt);
        Assert.Empty(_accounts.Events.All);
    }

    [Theory]
    [InlineData("needs_reauth", 11)]
    [InlineData("active", 24 * 60)]
    public async Task One_of_many_that_are_refused_at_once_is_not_taken_for_dead_until_it_is_no_more(string othersStatus, int minutes)
    {
        await RefuseOthersAsync(RefusalJudge.Many, othersStatus);
        var vault = RefusedBy(OAuthFailure.Rejected);

        await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(_connection)).Status);
        Assert.Empty(_accounts.Events.All);

        _accounts.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task The_brake_lets_go_ten_minutes_later_while_others_are_refreshed()
    {
        await RefuseOthersAsync(RefusalJudge.Many, "active");
        var vault = RefusedBy(OAuthFailure.Rejected);
        await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));
        _accounts.Clock.Advance(RefusalJudge.SameTime + TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<OAuthException>(() => vault.GetAsync(_connection, default));

        // Zoom takes somebody's token: it refuses those whom it refuses, not everybody.
        await _accounts.ConnectAsync(Bob, _accounts.Zoom.Users[1]);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => vault.GetAsync(_connection, default));
    }

    [Fact]
    public async Task One_of_a_few_that_are_refused_at_once_is_dead()
    {
        await RefuseOthersAsync(RefusalJudge.Many - 1, "needs_reauth");

        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => RefusedBy(OAuthFailure.Rejected).GetAsync(_connection, default));
    }

    private TokenVault RefusedBy(OAuthFailure failure) => _accounts.NewProcess(services => TokenVaultTests.Intercept(
        services, () => throw new OAuthException(failure, "as_the_test_wants"))).GetRequiredService<TokenVault>();

    private async Task RefuseOthersAsync(int count, string status)
    {
        var now = _accounts.Clock.GetUtcNow();
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO connections (provider, client_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                     refresh_error_count, authorized_at, version, refused_at, refused_version)
            SELECT provider, client_id, 'other' || n, account_id, access_token_expires_at, scopes, {status}, 1, authorized_at, 1, {now}, 1
            FROM connections, generate_series(1, {count}) n
            """));
    }

    /// <summary>A flow of somebody else has taken its code; it stays there.</summary>
    private async Task BeginExchangeAsync()
    {
        await _accounts.StartAsync(Bob);
        var ends = _accounts.Clock.GetUtcNow() + OAuthFlows.ExchangeTime;
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlAsync(
            $"UPDATE oauth_flows SET outcome = 'exchanging', expires_at = {ends} WHERE outcome = 'started'"));
    }
}
