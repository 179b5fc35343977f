using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>
/// An approval kills the pair that was stored before. Where the fresh one is not stored at once it still renews its owner's connection,
/// connects nobody else, and is revoked only where nothing newer would suffer.
/// </summary>
public sealed class KeptGrantTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Bob = new(102);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    private ZoomUser BobsZoom => _accounts.Zoom.Users[1];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task A_renewal_whose_profile_could_not_be_read_is_stored_by_the_worker()
    {
        var connection = await ConnectAsync();
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        await RenewedAsync(connection);
    }

    [Fact]
    public async Task A_renewal_that_the_database_did_not_take_is_stored_by_the_worker()
    {
        var connection = await ConnectAsync();
        await _accounts.ExecuteAsync("ALTER TABLE connections ADD CONSTRAINT full_disk CHECK (version < 2)");
        Assert.IsType<CallbackResult.Failed>(await _accounts.CallbackAsync(
            _accounts.Consent(await _accounts.StartAsync(Ann), AnnsZoom)));
        await _accounts.ExecuteAsync("ALTER TABLE connections DROP CONSTRAINT full_disk");

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(6));

        await RenewedAsync(connection);
    }

    [Fact]
    public async Task A_renewal_that_waited_longer_than_its_access_token_lives_is_refreshed_and_stored()
    {
        var connection = await ConnectAsync();
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);

        await RevokeDueAfterAsync(TimeSpan.FromHours(3));

        await RenewedAsync(connection);
    }

    [Fact]
    public async Task A_renewal_brings_back_a_link_that_was_dead()
    {
        var connection = await ConnectAsync();
        _accounts.Zoom.OAuth.Remove(AnnsZoom.Id);
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<ReauthorizationRequiredException>(() => _accounts.Vault.GetAsync(connection, default));
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        Assert.Equal([$"suspended {connection}", $"restored {connection}"], _accounts.Events.All);
        await RenewedAsync(connection);
    }

    [Fact]
    public async Task A_renewal_does_not_bring_back_whose_user_was_deactivated_after_the_approval()
    {
        var connection = await ConnectAsync();
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);
        var deactivatedAt = _accounts.Clock.GetUtcNow().AddMinutes(1);
        await _accounts.UserEventAsync("user.deactivated", AnnsZoom, deactivatedAt);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        var renewed = await _accounts.ConnectionAsync(connection);
        Assert.Equal((ConnectionStatus.NeedsReauth, deactivatedAt), (renewed.Status, renewed.PausedAt));
        await _accounts.UserEventAsync("user.activated", AnnsZoom, deactivatedAt.AddMinutes(1));
        Assert.Equal([$"suspended {connection}", $"restored {connection}"], _accounts.Events.All);
        await RenewedAsync(connection);
    }

    [Fact]
    public async Task What_somebody_elses_link_brought_is_given_to_nobody()
    {
        var connection = await ConnectAsync();
        var before = await _accounts.ConnectionAsync(connection);
        await _accounts.FailToReadTheProfileAsync(Bob, AnnsZoom);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Null(await _accounts.RevocationAsync());
        var after = await _accounts.ConnectionAsync(connection);
        Assert.Equal((before.UserId, before.Version), (after.UserId, after.Version));
    }

    [Fact]
    public async Task What_was_approved_and_never_finished_in_telegram_is_not_renewed()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Equal(ConnectionStatus.Pending, (await _accounts.ReadAsync(context => context.Connections.SingleAsync())).Status);
    }

    [Fact]
    public async Task What_came_after_it_is_not_replaced_by_it()
    {
        var connection = await ConnectAsync();
        await _accounts.FailToReadTheProfileAsync(Ann, AnnsZoom);
        _accounts.HealZoom();
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        var token = await _accounts.Vault.GetAsync(connection, default);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(5));

        Assert.Null(await _accounts.RevocationAsync());
        Assert.Equal(token, await _accounts.Vault.GetAsync(connection, default));
        Assert.NotNull(_accounts.Zoom.OAuth.FindAccess(token.Value));
    }

    [Fact]
    public async Task An_account_that_was_dropped_and_connected_again_keeps_its_fresh_pair()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        _accounts.Fail(ZoomOperation.Revoke, ZoomFaultKind.Unavailable);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        await _accounts.ExpireAsync();
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        _accounts.HealZoom();
        await ConnectAsync();
        var calls = _accounts.Calls(ZoomOperation.Revoke);

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(calls, _accounts.Calls(ZoomOperation.Revoke));
        Assert.Null(await _accounts.RevocationAsync());
        Assert.Single(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task Nothing_is_revoked_while_a_code_is_being_exchanged()
    {
        var connection = await ConnectAsync();
        var callback = await _accounts.ApproveHalfwayAsync(Bob, BobsZoom);

        Assert.Equal(
            DisconnectResult.DisconnectedRevocationPending,
            await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, connection, default)));
        Assert.Equal(0, _accounts.Calls(ZoomOperation.Revoke));

        await _accounts.AdvanceUntilDoneAsync(callback);
        await RevokeDueAfterAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([BobsZoom.Id], _accounts.Zoom.GetState().Grants.Select(grant => grant.UserId));
        Assert.Null(await _accounts.RevocationAsync());
    }

    [Fact]
    public async Task One_that_never_stops_exchanging_holds_nothing_up_for_longer_than_an_hour()
    {
        var connection = await ConnectAsync();
        await _accounts.StartAsync(Bob);
        await _accounts.ExecuteAsync("UPDATE oauth_flows SET outcome = 'exchanging', expires_at = now() + interval '1000 days' WHERE outcome = 'started'");
        await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, connection, default));

        await RevokeDueAfterAsync(TimeSpan.FromMinutes(59));
        Assert.Single(_accounts.Zoom.GetState().Grants);
        await RevokeDueAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task What_is_put_off_because_codes_are_exchanged_counts_as_no_attempt()
    {
        var connection = await ConnectAsync();
        await _accounts.StartAsync(Bob);
        await _accounts.ExecuteAsync("UPDATE oauth_flows SET outcome = 'exchanging', expires_at = now() + interval '1000 days' WHERE outcome = 'started'");

        await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, connection, default));
        Assert.Equal(0, (await _accounts.RevocationAsync())!.Attempts);

        for (var round = 0; round < 10; round++)
        {
            _accounts.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(1, await _accounts.RevokeDueAsync());
            Assert.Equal(0, (await _accounts.RevocationAsync())!.Attempts);
        }

        Assert.Equal(0, _accounts.Calls(ZoomOperation.Revoke));
    }

    private async Task<long> ConnectAsync()
    {
        var connection = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        _accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        return connection;
    }

    private async Task RenewedAsync(long connectionId)
    {
        Assert.Null(await _accounts.RevocationAsync());
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(connectionId)).Status);
        var token = await _accounts.Vault.GetAsync(connectionId, default);
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(token.Value)?.UserId);
        Assert.NotNull(await _accounts.Vault.ReplaceRejectedAsync(connectionId, token, default)); // The refresh token is the right one, too.
        Assert.Contains(AuditActions.ConnectionRenewed, await _accounts.AuditAsync());
    }

    private async Task RevokeDueAfterAsync(TimeSpan time)
    {
        _accounts.HealZoom();
        _accounts.Clock.Advance(time);
        await _accounts.RevokeDueAsync();
    }
}
