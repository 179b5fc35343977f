using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>From the approval in a browser back to Telegram: who gets what connected.</summary>
public sealed class ReturnLegTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Mallory = new(666);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    private ZoomUser BobsZoom => _accounts.Zoom.Users[1];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Connecting_delivers_to_the_chat_of_the_link_and_tells_what_was_connected()
    {
        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Equal(AnnsZoom.Email, finished.Account.Email);
        Assert.Equal(AnnsZoom.DisplayName, finished.Account.DisplayName);
        Assert.Equal(TelegramChatId.PrivateWith(Ann), finished.ChatId);
        Assert.Empty(finished.Missing);
        var summary = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(ConnectionStatus.Active, summary.Status);
        Assert.Equal(_accounts.Clock.GetUtcNow(), summary.ConnectedAt);
        Assert.Equal(TelegramChatId.PrivateWith(Ann), Assert.Single(summary.Destinations).ChatId);
        var user = await _accounts.ReadAsync(context => context.Users.SingleAsync());
        Assert.Equal("de", user.Locale);
        Assert.Equal(AnnsZoom.Timezone, user.TimeZone);
        Assert.Equal([AuditActions.ConnectionFinished], await _accounts.AuditAsync());
        Assert.NotNull(await _accounts.Vault.GetAsync(finished.Account.ConnectionId, default));
    }

    [Fact]
    public async Task An_approval_alone_connects_nothing_and_has_no_token_to_hand_out()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);

        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        var connection = await _accounts.ReadAsync(context => context.Connections.SingleAsync());
        Assert.Equal(ConnectionStatus.Pending, connection.Status);
        Assert.Null(connection.UserId);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
        await Assert.ThrowsAsync<ConnectionGoneException>(() => _accounts.Vault.GetAsync(connection.Id, default));
    }

    [Fact]
    public async Task A_victim_who_approves_an_attackers_link_and_goes_on_to_telegram_burns_it()
    {
        var nonce = await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);

        var result = await _accounts.FinishAsync(nonce, Ann);

        Assert.IsType<FinishResult.WrongUser>(result);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Users.CountAsync()));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Equal([AuditActions.FlowBurned], await _accounts.AuditAsync());
        Assert.IsType<FinishResult.AlreadyUsed>(await _accounts.FinishAsync(nonce, Mallory));
    }

    [Fact]
    public async Task A_victim_who_approves_an_attackers_link_and_closes_the_page_leaves_nothing_behind()
    {
        await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);
        Assert.Equal(0, await _accounts.ExpireAsync());

        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(1, await _accounts.ExpireAsync());
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
        Assert.Equal([AuditActions.FlowExpired], await _accounts.AuditAsync());
    }

    [Fact]
    public async Task A_connection_that_exists_survives_a_strangers_attempt_and_uses_the_fresh_tokens()
    {
        var mine = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        var before = await _accounts.Vault.GetAsync(mine, default);

        var burned = await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);
        Assert.IsType<FinishResult.WrongUser>(await _accounts.FinishAsync(burned, Ann));
        await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        await _accounts.ExpireAsync();

        var summary = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(mine, summary.Account.ConnectionId);
        Assert.Equal(TelegramChatId.PrivateWith(Ann), Assert.Single(summary.Destinations).ChatId);
        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Mallory, default)));
        var after = await _accounts.Vault.GetAsync(mine, default);
        Assert.NotEqual(before, after);
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(after.Value)?.UserId);
        Assert.Empty(_accounts.Events.All);
    }

    [Fact]
    public async Task An_ended_connection_whose_owner_approves_an_attackers_link_stays_ended()
    {
        var mine = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        await _accounts.ConnectionsAsync(c => c.DisconnectAsync(Ann, mine, default));

        await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);
        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        await _accounts.ExpireAsync();

        var connection = await _accounts.ConnectionAsync(mine);
        Assert.Equal(ConnectionStatus.Revoked, connection.Status);
        Assert.Null(connection.AccessToken);
        Assert.Null(connection.RefreshToken);
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task An_expiring_flow_leaves_alone_what_another_flow_may_still_finish()
    {
        await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(9));
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await _accounts.ExpireAsync());

        Assert.IsType<FinishResult.Finished>(await _accounts.FinishAsync(nonce, Ann));
    }

    [Fact]
    public async Task A_nonce_works_once()
    {
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _accounts.FinishAsync(nonce, Ann)));

        Assert.Single(results, result => result is FinishResult.Finished);
        Assert.Equal(7, results.Count(result => result is FinishResult.AlreadyUsed));
        Assert.Equal(1, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_nonce_that_is_too_old_finishes_nothing_whether_swept_or_not(bool swept)
    {
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        if (swept)
        {
            await _accounts.ExpireAsync();
        }

        Assert.IsType<FinishResult.Expired>(await _accounts.FinishAsync(nonce, Ann));
        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
    }

    [Fact]
    public async Task An_invented_nonce_finishes_nothing()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);

        Assert.IsType<FinishResult.Unknown>(await _accounts.FinishAsync("AAAAAAAAAAAAAAAAAAAAAA", Ann));
        Assert.IsType<FinishResult.Unknown>(await _accounts.FinishAsync("", Ann));
    }

    [Fact]
    public async Task Finishing_after_the_app_was_removed_at_zoom_asks_to_connect_again()
    {
        var mine = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        await _accounts.ConnectionsAsync(c => c.DisconnectAsync(Ann, mine, default));

        Assert.IsType<FinishResult.Expired>(await _accounts.FinishAsync(nonce, Ann));
    }

    [Fact]
    public async Task An_account_that_moves_leaves_its_owner_in_one_step()
    {
        var group = new TelegramChatId(-1009);
        var before = (await _accounts.ConnectAsync(Mallory, AnnsZoom, group)).Account.ConnectionId;
        _accounts.Clock.Advance(TimeSpan.FromHours(3));

        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Equal(before, finished.Account.ConnectionId);
        var notice = await _accounts.ReadAsync(context => context.Jobs.SingleAsync());
        Assert.Equal((JobKind.TellAccountMoved, before), (notice.Kind, notice.SubjectId));
        Assert.Equal(await UserIdAsync(Mallory), notice.TenantId);
        Assert.Equal([$"ended {before}"], _accounts.Events.All);
        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Mallory, default)));
        var summary = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(TelegramChatId.PrivateWith(Ann), Assert.Single(summary.Destinations).ChatId);
        Assert.Equal(_accounts.Clock.GetUtcNow(), summary.ConnectedAt);
        Assert.Equal([AuditActions.ConnectionFinished, AuditActions.RouteMade, AuditActions.ConnectionMoved], await _accounts.AuditAsync());
    }

    [Fact]
    public async Task Connecting_the_same_account_again_adds_the_new_chat_and_keeps_the_old()
    {
        var group = new TelegramChatId(-1009);
        await _accounts.ConnectAsync(Ann, AnnsZoom);
        var since = _accounts.Clock.GetUtcNow();
        _accounts.Clock.Advance(TimeSpan.FromDays(2));

        await _accounts.ConnectAsync(Ann, AnnsZoom);
        await _accounts.ConnectAsync(Ann, AnnsZoom, group);

        var summary = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal([TelegramChatId.PrivateWith(Ann), group], summary.Destinations.Select(destination => destination.ChatId));
        Assert.Equal(since, summary.ConnectedAt);
        Assert.Equal(_accounts.Clock.GetUtcNow(), summary.AuthorizedAt);
        Assert.Empty(_accounts.Events.All);
    }

    [Fact]
    public async Task A_user_may_connect_several_accounts_and_disconnect_one()
    {
        var first = (await _accounts.ConnectAsync(Ann, AnnsZoom)).Account.ConnectionId;
        var second = (await _accounts.ConnectAsync(Ann, BobsZoom)).Account.ConnectionId;

        Assert.Equal(DisconnectResult.Disconnected, await _accounts.ConnectionsAsync(c => c.DisconnectAsync(Ann, first, default)));

        var left = Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(second, left.Account.ConnectionId);
        Assert.Equal([BobsZoom.Id], _accounts.Zoom.GetState().Grants.Select(grant => grant.UserId));
    }

    [Fact]
    public async Task Undo_of_an_older_flow_leaves_what_was_connected_again()
    {
        var older = await _accounts.ConnectAsync(Ann, AnnsZoom);
        _accounts.Clock.Advance(TimeSpan.FromHours(1));
        var newer = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Equal(DisconnectResult.NotFound, await _accounts.FlowsAsync(f => f.UndoAsync(older.UndoId, Ann, default)));
        Assert.Equal(ConnectionStatus.Active, (await _accounts.ConnectionAsync(newer.Account.ConnectionId)).Status);

        Assert.Equal(DisconnectResult.Disconnected, await _accounts.FlowsAsync(f => f.UndoAsync(newer.UndoId, Ann, default)));
    }

    [Fact]
    public async Task Undo_disconnects_for_the_user_who_finished_and_nobody_else()
    {
        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Equal(DisconnectResult.NotFound, await _accounts.FlowsAsync(f => f.UndoAsync(finished.UndoId, Mallory, default)));
        Assert.Single(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(DisconnectResult.Disconnected, await _accounts.FlowsAsync(f => f.UndoAsync(finished.UndoId, Ann, default)));
        Assert.Empty(await _accounts.ConnectionsAsync(c => c.GetForUserAsync(Ann, default)));
        Assert.Equal(DisconnectResult.NotFound, await _accounts.FlowsAsync(f => f.UndoAsync(finished.UndoId, Ann, default)));
    }

    [Fact]
    public async Task A_burned_flow_is_told_by_a_job_of_its_own_transaction_to_whom_we_know()
    {
        await _accounts.ConnectAsync(Mallory, BobsZoom);
        await _accounts.FinishAsync(await _accounts.ApproveAsync(linkOf: Mallory, AnnsZoom), Ann);

        var job = await _accounts.ReadAsync(context => context.Jobs.SingleAsync());

        Assert.Equal((JobKind.TellFlowBurned, JobStatus.Queued), (job.Kind, job.Status));
        Assert.Equal(await UserIdAsync(Mallory), job.TenantId);
        Assert.Equal(job.TenantId, job.SubjectId);
    }

    [Fact]
    public async Task A_forwarded_link_that_is_opened_again_and_again_stays_burned()
    {
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        await _accounts.FinishAsync(nonce, Mallory);

        foreach (var user in new[] { Mallory, Ann, Mallory })
        {
            Assert.IsType<FinishResult.AlreadyUsed>(await _accounts.FinishAsync(nonce, user));
        }

        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.Empty(_accounts.Zoom.GetState().Grants);
    }

    [Fact]
    public async Task Reconnecting_the_same_account_leaves_one_live_pair_and_the_vault_has_it()
    {
        var first = await _accounts.ConnectAsync(Ann, AnnsZoom);
        var before = await _accounts.Vault.GetAsync(first.Account.ConnectionId, default);

        await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.Single(_accounts.Zoom.GetState().Grants);
        Assert.Null(_accounts.Zoom.OAuth.FindAccess(before.Value));
        var now = await _accounts.Vault.GetAsync(first.Account.ConnectionId, default);
        Assert.Equal(AnnsZoom.Id, _accounts.Zoom.OAuth.FindAccess(now.Value)?.UserId);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.GrantRevocations.CountAsync()));
    }

    [Fact]
    public async Task Where_a_flow_delivers_is_told_to_its_own_user_and_can_be_changed_at_the_finish()
    {
        var group = new TelegramChatId(-1009);
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom, group);

        Assert.Null(await _accounts.FlowsAsync(flows => flows.FindPlaceAsync(nonce, Mallory, default)));
        Assert.Null(await _accounts.FlowsAsync(flows => flows.FindPlaceAsync("AAAAAAAAAAAAAAAAAAAAAA", Ann, default)));
        Assert.Equal(new DeliveryPlace(group, null), await _accounts.FlowsAsync(flows => flows.FindPlaceAsync(nonce, Ann, default)));
        var here = new DeliveryPlace(TelegramChatId.PrivateWith(Ann), null);
        var finished = await _accounts.FlowsAsync(flows => flows.FinishAsync(nonce, Ann, here, default));

        Assert.Equal(here.ChatId, Assert.IsType<FinishResult.Finished>(finished).ChatId);
        Assert.Equal(here.ChatId, await _accounts.ReadAsync(context => context.Destinations.Select(row => row.ChatId).SingleAsync()));
        Assert.Null(await _accounts.FlowsAsync(flows => flows.FindPlaceAsync(nonce, Ann, default)));
    }

    [Fact]
    public async Task A_link_cannot_be_made_for_somebody_elses_private_chat() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _accounts.StartAsync(Mallory, TelegramChatId.PrivateWith(Ann)));

    private Task<long> UserIdAsync(TelegramUserId user) =>
        _accounts.ReadAsync(context => context.Users.Where(row => row.TelegramUserId == user).Select(row => row.Id).SingleAsync());
}
