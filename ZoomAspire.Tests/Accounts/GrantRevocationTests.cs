using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>What we give up is revoked at Zoom, whatever dies or fails in between, and no token is kept longer than that takes.</summary>
public sealed class GrantRevocationTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Mallory = new(666);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task What_was_erased_is_revoked_by_the_worker_though_the_process_died_before_it_could()
    {
        await EraseAsync((await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId);
        Assert.Single(_accounts.Zoom.GetState().Grants);
        Assert.Equal(0, await _accounts.RevokeDueAsync()); // For a moment it is left to whoever erased it.

        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, await _accounts.RevokeDueAsync());
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_disconnect_that_zoom_did_not_hear_of_is_told_again_less_and_less_often_until_it_is_heard()
    {
        await DisconnectWhileZoomIsAwayAsync();
        var pauses = new List<TimeSpan>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var next = (await _accounts.RevocationAsync())!.NextAttemptAt;
            pauses.Add(next - _accounts.Clock.GetUtcNow());
            _accounts.Clock.Advance(pauses[^1]);
            Assert.Equal(1, await _accounts.RevokeDueAsync());
            Assert.Equal(0, await _accounts.RevokeDueAsync());
        }

        Assert.Equal(TimeSpan.FromMinutes(1), pauses[0]);
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromHours(6), pauses[^1]);

        _accounts.HealZoom();
        _accounts.Clock.Advance(TimeSpan.FromHours(6));
        Assert.Equal(1, await _accounts.RevokeDueAsync());
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task Zooms_wish_for_a_longer_pause_is_obeyed()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom);
        _accounts.Zoom.SetFaults(new ZoomFaultRequest
        {
            Faults = [new ZoomFault { On = ZoomOperation.Revoke, Kind = ZoomFaultKind.RateLimited, Seconds = 7200, RateLimit = ZoomRateLimitStyle.Seconds }],
        });

        await DisconnectAsync();

        Assert.Equal(_accounts.Clock.GetUtcNow() + TimeSpan.FromHours(2), (await _accounts.RevocationAsync())!.NextAttemptAt);
    }

    [Fact]
    public async Task A_grant_that_died_by_itself_is_forgotten()
    {
        await DisconnectWhileZoomIsAwayAsync();
        _accounts.HealZoom();
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, await _accounts.RevokeDueAsync());

        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_pair_is_forgotten_when_its_refresh_token_has_ended()
    {
        await DisconnectWhileZoomIsAwayAsync();
        _accounts.Clock.Advance(TimeSpan.FromDays(90));

        Assert.Equal(0, await _accounts.RevokeDueAsync());

        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_pair_that_must_be_refreshed_first_is_written_down_before_it_is_revoked()
    {
        await EraseAsync((await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId);
        _accounts.Clock.Advance(TimeSpan.FromDays(2));
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        Assert.Equal(1, await _accounts.RevokeDueAsync());
        Assert.Equal(1, _accounts.Refreshes(AnnsZoom));

        _accounts.HealZoom();
        _accounts.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(1, await _accounts.RevokeDueAsync());
        Assert.Empty(_accounts.Zoom.GetState().Grants); // With the pair from before the crash it could not be.
    }

    [Fact]
    public async Task An_account_that_was_connected_again_meanwhile_keeps_its_fresh_pair()
    {
        await DisconnectWhileZoomIsAwayAsync();
        _accounts.HealZoom();
        var again = await _accounts.ConnectAsync(Ann, AnnsZoom);
        var calls = _accounts.Calls(ZoomOperation.Revoke);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, await _accounts.RevokeDueAsync());

        Assert.Equal(calls, _accounts.Calls(ZoomOperation.Revoke));
        Assert.Null(await _accounts.RevocationAsync());
        var token = await _accounts.Vault.GetAsync(again.Account.ConnectionId, default);
        Assert.NotNull(_accounts.Zoom.OAuth.FindAccess(token.Value));
    }

    [Fact]
    public async Task What_expired_flows_held_is_revoked_by_the_worker_once_zoom_is_back()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        await _accounts.ExpireAsync();

        await RevokedOnceZoomIsBackAsync();
    }

    [Fact]
    public async Task What_a_burned_flow_held_is_revoked_by_the_worker_once_zoom_is_back()
    {
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        await _accounts.FinishAsync(nonce, Mallory);

        await RevokedOnceZoomIsBackAsync();
    }

    [Fact]
    public async Task What_was_undone_is_revoked_by_the_worker_once_zoom_is_back()
    {
        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        await _accounts.FlowsAsync(flows => flows.UndoAsync(finished.UndoId, Ann, default));

        await RevokedOnceZoomIsBackAsync();
    }

    [Fact]
    public async Task A_pair_that_the_database_did_not_take_is_revoked_by_the_worker_once_zoom_is_back()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            "ALTER TABLE connections ADD CONSTRAINT full_disk CHECK (access_token IS NULL)"));
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync(redirect));

        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Equal(OAuthFlowOutcome.Failed, await _accounts.ReadAsync(context => context.OAuthFlows.Select(flow => flow.Outcome).SingleAsync()));
        await RevokedOnceZoomIsBackAsync();
    }

    [Fact]
    public async Task A_pair_is_written_down_from_the_moment_zoom_gave_it_until_it_is_stored()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        // Somebody holds the account's row, so that the approval waits just before it stores: here a process could die.
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        await using var context = _accounts.Database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlRawAsync("SELECT 1 FROM connections FOR UPDATE");
        var callback = _accounts.CallbackAsync(redirect);
        await Eventually.HoldsAsync(async () => await _accounts.RevocationAsync() is not null, "the pair is written down");

        await transaction.RollbackAsync();

        Assert.IsType<CallbackResult.Approved>(await callback);
        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_pair_that_the_worker_has_begun_to_revoke_is_not_stored_any_more()
    {
        var redirect = _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);
        var callback = _accounts.CallbackAsync(redirect);
        await Eventually.HoldsAsync(() => _accounts.Calls(ZoomOperation.Profile) == 1, "the approval waits to ask for the profile again");
        await _accounts.ReadAsync(context => context.GrantRevocations.ExecuteUpdateAsync(row => row.SetProperty(r => r.Attempts, 1)));

        await _accounts.AdvanceUntilDoneAsync(callback);

        Assert.IsType<CallbackResult.Failed>(await callback);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_revocation_sealed_with_a_key_that_is_missing_waits_for_the_key()
    {
        await DisconnectWhileZoomIsAwayAsync();
        _accounts.HealZoom();
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE grant_revocations SET access_token = '\\x00'"));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, await _accounts.RevokeDueAsync());

        Assert.Equal(_accounts.Clock.GetUtcNow() + TimeSpan.FromHours(6), (await _accounts.RevocationAsync())!.NextAttemptAt);
    }

    [Fact]
    public async Task A_grant_of_another_client_is_left_alone()
    {
        await DisconnectWhileZoomIsAwayAsync();
        _accounts.HealZoom();
        await _accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE grant_revocations SET client_id = 'another-app'"));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(0, await _accounts.RevokeDueAsync());
        Assert.NotNull(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task What_zoom_itself_revoked_is_not_kept_to_be_revoked()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        await _accounts.InScopeAsync<IServiceProvider, User?>(async services =>
        {
            var context = services.GetRequiredService<Core.Data.ZoomAspireContext>();
            await using var transaction = await context.Database.BeginTransactionAsync();
            var owner = await services.GetRequiredService<Connections>().DeauthorizedAsync(
                new Deauthorization(
                    TestSettings.ClientId, AnnsZoom.AccountId, new Core.Zoom.ZoomUserId(AnnsZoom.Id), _accounts.Clock.GetUtcNow()),
                default);
            await transaction.CommitAsync();
            return owner;
        });

        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task A_bot_that_is_stopped_does_not_wait_for_zoom_and_the_revocation_is_not_lost()
    {
        var connectionId = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        using var stop = new CancellationTokenSource();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _accounts.Clock.Advance(TimeSpan.FromHours(2)); // The access token has ended: it must be refreshed first.
        var process = _accounts.NewProcess(services => TokenVaultTests.Intercept(services, () =>
        {
            asked.SetResult();
            return answer.Task;
        }));
        await using var scope = process.CreateAsyncScope();
        var disconnect = scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(Ann, connectionId, stop.Token);
        await asked.Task;

        await stop.CancelAsync();

        Assert.Equal(DisconnectResult.DisconnectedRevocationPending, await disconnect);
        Assert.NotNull(await _accounts.RevocationAsync());
        answer.SetResult();
        await Eventually.HoldsAsync(async () => await _accounts.RevocationAsync() is null, "what had begun is seen through");
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    /// <summary>All that a process does before it dies between the commit and its call to Zoom.</summary>
    private Task<Guid?> EraseAsync(long connectionId) => _accounts.InScopeAsync<ConnectionStore, Guid?>(async store =>
    {
        await using var transaction = await store.BeginAsync(default);
        var connection = await store.LockAsync(connectionId, default);
        var revocation = await store.EndAsync(connection!, "test", "user", default);
        await transaction.CommitAsync();
        return revocation;
    });

    private async Task DisconnectWhileZoomIsAwayAsync()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom);
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        await DisconnectAsync();
    }

    private async Task DisconnectAsync()
    {
        var connectionId = await _accounts.ReadAsync(context => context.Connections.Select(connection => connection.Id).SingleAsync());
        Assert.Equal(
            DisconnectResult.DisconnectedRevocationPending,
            await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, connectionId, default)));
    }

    private async Task RevokedOnceZoomIsBackAsync()
    {
        Assert.Single(_accounts.Zoom.GetState().Grants);
        _accounts.HealZoom();
        _accounts.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await _accounts.RevokeDueAsync());
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Null(await _accounts.RevocationAsync());
    }
}
