using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomApiException = ZoomAspire.Core.Zoom.ZoomApiException;

namespace ZoomAspire.Tests.Accounts;

/// <summary>From the operator's wish to link somebody to the answer, and what it means beside a connection of the user's own.</summary>
public sealed class LinkInvitationTests : IAsyncLifetime
{
    private static readonly TelegramUserId Olga = AccountsSteps.Operator;
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Bob = new(102);
    private static readonly TelegramUserId Mallory = new(666);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync()
    {
        _accounts = await AccountsFixture.CreateAsync(services => services.AddZoomClient(), TestSettings.Organization);
        await _accounts.AddUserAsync(Ann);
        await _accounts.AddUserAsync(Bob);
    }

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task Who_accepts_is_connected_without_a_token_of_his_own_and_each_step_is_in_the_audit_log()
    {
        var invited = await _accounts.InviteAsync(Ann, "ANNA@example.org");
        Assert.Equal((AnnsZoom.Email, AnnsZoom.DisplayName), (invited.Account.Email, invited.Account.DisplayName));
        Assert.Equal(TelegramChatId.PrivateWith(Ann), invited.ChatId);
        Assert.Empty(invited.Missing);
        Assert.Empty(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(Ann, default)));

        var finished = Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));

        Assert.True(finished.IsLinked);
        Assert.True(finished.HasCloudRecording);
        var connection = await _accounts.ConnectionAsync(finished.Account.ConnectionId);
        Assert.Equal(
            (ConnectionStatus.Active, GrantType.AccountCredentials, AnnsZoom.Id, AnnsZoom.AccountId),
            (connection.Status, connection.GrantType, connection.ExternalUserId.Value, connection.AccountId));
        Assert.Null(connection.AccessToken);
        Assert.Null(connection.RefreshToken);
        var summary = Assert.Single(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(Ann, default)));
        Assert.True(summary.IsLinked);
        Assert.Equal(TelegramChatId.PrivateWith(Ann), Assert.Single(summary.Destinations).ChatId);
        Assert.Equal(
            [AuditActions.LinkInvited, AuditActions.ConnectionFinished, AuditActions.LinkAccepted], await _accounts.AuditAsync());
        var line = await _accounts.ReadAsync(context => context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.LinkInvited));
        Assert.Equal(AuditActors.Operator, line.Actor);
        Assert.EndsWith($"Telegram user {Olga}", line.Source, StringComparison.Ordinal);
        Assert.NotNull(line.Person);
    }

    [Fact]
    public async Task Nobody_else_can_answer_and_the_invitation_outlives_the_attempt()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);

        Assert.IsType<FinishResult.Unknown>(await _accounts.AcceptAsync(invited, Mallory));
        Assert.IsType<FinishResult.Unknown>(await _accounts.LinksAsync(links => links.DeclineAsync(invited.InvitationId, Bob, default)));

        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
    }

    [Fact]
    public async Task It_is_good_for_one_answer()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => _accounts.AcceptAsync(invited, Ann))));

        Assert.Single(answers.OfType<FinishResult.Finished>());
        Assert.Equal(4, answers.OfType<FinishResult.AlreadyUsed>().Count());
        Assert.IsType<FinishResult.AlreadyUsed>(await _accounts.LinksAsync(links => links.DeclineAsync(invited.InvitationId, Ann, default)));
        Assert.Equal(1, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Fact]
    public async Task Declined_it_leaves_nothing_but_a_line_in_the_audit_log()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);

        Assert.Null(await _accounts.LinksAsync(links => links.DeclineAsync(invited.InvitationId, Ann, default)));

        Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        Assert.IsType<FinishResult.AlreadyUsed>(await _accounts.AcceptAsync(invited, Ann));
        Assert.Equal([AuditActions.LinkInvited, AuditActions.LinkDeclined], await _accounts.AuditAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_day_it_is_void_and_nothing_is_kept_of_it(bool swept)
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        _accounts.Clock.Advance(LinkInvitations.Lifetime);
        if (swept)
        {
            Assert.Equal(1, await _accounts.ExpireAsync());
            Assert.Equal(0, await _accounts.ReadAsync(context => context.Connections.CountAsync()));
        }

        Assert.IsType<FinishResult.Expired>(await _accounts.AcceptAsync(invited, Ann));
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Fact]
    public async Task A_new_invitation_for_the_same_zoom_user_makes_the_earlier_one_void()
    {
        var first = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        var second = await _accounts.InviteAsync(Bob, AnnsZoom.Email);

        Assert.IsType<FinishResult.Expired>(await _accounts.AcceptAsync(first, Ann));
        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(second, Bob));
    }

    [Fact]
    public async Task The_flow_of_an_approval_at_zoom_cannot_be_finished_as_an_invitation()
    {
        await _accounts.ApproveAsync(Ann, AnnsZoom);
        var flow = await _accounts.ReadAsync(context => context.OAuthFlows.SingleAsync());

        Assert.IsType<FinishResult.Unknown>(await _accounts.LinksAsync(links => links.AcceptAsync(flow.Id, Ann, default)));
        Assert.IsType<FinishResult.Unknown>(await _accounts.LinksAsync(links => links.DeclineAsync(flow.Id, Ann, default)));

        Assert.Equal(OAuthFlowOutcome.AwaitingFinish, await _accounts.ReadAsync(context => context.OAuthFlows.Select(row => row.Outcome).SingleAsync()));
    }

    [Theory]
    [InlineData("nobody@example.org")]
    [InlineData("maria@example.org")] // Of another account.
    [InlineData("me")]
    [InlineData("../users/x@y")]
    public async Task Only_users_of_the_organisations_account_can_be_linked(string email) =>
        Assert.IsType<LinkResult.NoSuchZoomUser>(await _accounts.LinksAsync(links => links.InviteAsync(Ann, email, Olga, default)));

    [Fact]
    public async Task Who_never_talked_to_the_bot_cannot_be_invited() =>
        Assert.IsType<LinkResult.UnknownPerson>(await _accounts.LinksAsync(links => links.InviteAsync(Mallory, AnnsZoom.Email, Olga, default)));

    [Fact]
    public async Task Without_an_app_of_the_organisation_nobody_is_linked()
    {
        var services = _accounts.NewProcess(services => services.AddZoomClient());
        await using var scope = services.CreateAsyncScope();

        Assert.IsType<LinkResult.NotConfigured>(
            await scope.ServiceProvider.GetRequiredService<LinkInvitations>().InviteAsync(Ann, AnnsZoom.Email, Olga, default));
    }

    [Fact]
    public async Task Scopes_that_the_app_lacks_are_told_to_the_operator()
    {
        _accounts.Zoom.SetFaults(new ZoomFaultRequest
        {
            Settings = new ZoomSettings { OrganizationScopes = "user:read:user:admin cloud_recording:read:recording:admin" },
        });

        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);

        Assert.Equal(
            ["cloud_recording:read:list_recording_files", "cloud_recording:read:list_user_recordings", "meeting:read:summary"],
            invited.Missing.Select(need => need.Scope));
    }

    [Fact]
    public async Task A_token_that_zoom_refuses_is_fetched_again_once_and_the_search_repeated_once()
    {
        await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unauthorized, count: 1);
        await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        Assert.Equal(2, _accounts.Calls(ZoomOperation.Token));

        _accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unauthorized);
        var before = _accounts.Calls(ZoomOperation.Profile);
        var refusal = await Assert.ThrowsAsync<ZoomApiException>(() => _accounts.InviteAsync(Ann, AnnsZoom.Email));

        Assert.Equal(ZoomFailureKind.TokenRefused, refusal.Kind);
        Assert.Equal(2, _accounts.Calls(ZoomOperation.Profile) - before);
        Assert.Equal(3, _accounts.Calls(ZoomOperation.Token));
    }

    [Fact]
    public async Task Who_is_linked_already_is_not_invited_again()
    {
        await _accounts.LinkAsync(Ann, AnnsZoom);

        Assert.IsType<LinkResult.AlreadyLinked>(await _accounts.LinksAsync(links => links.InviteAsync(Ann, AnnsZoom.Email, Olga, default)));
    }

    [Fact]
    public async Task Linked_to_another_telegram_user_it_moves_and_the_one_before_is_told()
    {
        var first = await _accounts.LinkAsync(Ann, AnnsZoom);
        var second = await _accounts.LinkAsync(Bob, AnnsZoom);

        Assert.Equal(first, second);
        Assert.Empty(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(Ann, default)));
        Assert.Equal(second, await NoticeAsync(Ann));
        Assert.Contains(AuditActions.ConnectionMoved, await _accounts.AuditAsync());
    }

    [Fact]
    public async Task An_invitation_to_somebody_else_changes_nothing_of_a_living_connection_before_it_is_accepted()
    {
        var linked = await _accounts.LinkAsync(Ann, AnnsZoom);
        await _accounts.ExecuteAsync("UPDATE connections SET email = 'as-ann@knows.it', display_name = 'As Ann knows it', has_cloud_recording = false");
        var before = await _accounts.ConnectionAsync(linked);

        var invited = await _accounts.InviteAsync(Bob, AnnsZoom.Email);

        var after = await _accounts.ConnectionAsync(linked);
        Assert.Equal(
            (before.AccountId, before.Email, before.DisplayName, before.HasCloudRecording, before.AuthorizedAt, before.Version),
            (after.AccountId, after.Email, after.DisplayName, after.HasCloudRecording, after.AuthorizedAt, after.Version));
        Assert.Equal(AnnsZoom.Email, invited.Account.Email);

        var finished = Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Bob));
        after = await _accounts.ConnectionAsync(linked);
        Assert.Equal((AnnsZoom.Email, AnnsZoom.DisplayName, true), (after.Email, after.DisplayName, after.HasCloudRecording));
        Assert.Equal((AnnsZoom.Email, true), (finished.Account.Email, finished.HasCloudRecording));
    }

    [Fact]
    public async Task A_zoom_user_with_a_connection_of_his_own_is_not_invited()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.IsType<LinkResult.OwnConnection>(await _accounts.LinksAsync(links => links.InviteAsync(Bob, AnnsZoom.Email, Olga, default)));
    }

    [Fact]
    public async Task A_connection_of_the_users_own_that_came_about_meanwhile_makes_the_invitation_void()
    {
        var invited = await _accounts.InviteAsync(Bob, AnnsZoom.Email);
        await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.IsType<FinishResult.OwnConnection>(await _accounts.AcceptAsync(invited, Bob));

        var connection = await _accounts.ReadAsync(context => context.Connections.SingleAsync());
        Assert.Equal((GrantType.AuthorizationCode, ConnectionStatus.Active), (connection.GrantType, connection.Status));
    }

    [Fact]
    public async Task Connecting_oneself_ends_the_linked_one_and_takes_over_what_is_under_way()
    {
        var linked = await _accounts.LinkAsync(Ann, AnnsZoom);

        var finished = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.True(finished.ReplacesLinked);
        Assert.False(finished.IsLinked);
        Assert.NotEqual(linked, finished.Account.ConnectionId);
        Assert.Equal(ConnectionStatus.Revoked, (await _accounts.ConnectionAsync(linked)).Status);
        Assert.Equal([$"replaced {linked} by {finished.Account.ConnectionId}", $"ended {linked}"], _accounts.Events.All);
        Assert.Contains(AuditActions.ConnectionSteppedBack, await _accounts.AuditAsync());
        Assert.Null(await NoticeAsync(Ann));
        Assert.Single(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(Ann, default)));
    }

    [Fact]
    public async Task Connecting_oneself_takes_over_the_routes_of_the_linked_one_and_somebody_else_who_connects_does_not()
    {
        await AddRouteAsync(await _accounts.LinkAsync(Ann, AnnsZoom), "sales");

        var own = await _accounts.ConnectAsync(Ann, AnnsZoom);

        var routes = await _accounts.ReadAsync(context => context.Routes.ToListAsync());
        Assert.Equal([RouteMatch.Everything, RouteMatch.Words], routes.Select(route => route.Match).Order());
        Assert.All(routes, route => Assert.Equal(own.Account.ConnectionId, route.ConnectionId));

        await _accounts.ConnectAsync(Bob, AnnsZoom);

        Assert.Equal(RouteMatch.Everything, Assert.Single(await _accounts.ReadAsync(context => context.Routes.ToListAsync())).Match);
    }

    [Fact]
    public async Task Somebody_else_who_connects_the_zoom_user_takes_it_from_whom_it_was_linked_to_who_is_told()
    {
        var linked = await _accounts.LinkAsync(Ann, AnnsZoom);
        await AddMeetingAsync(linked, Ann);

        var finished = await _accounts.ConnectAsync(Bob, AnnsZoom);

        Assert.False(finished.ReplacesLinked);
        Assert.Equal(ConnectionStatus.Revoked, (await _accounts.ConnectionAsync(linked)).Status);
        Assert.Equal(linked, await _accounts.ReadAsync(context => context.Meetings.Select(meeting => meeting.ConnectionId).SingleAsync()));
        Assert.Equal([$"ended {linked}"], _accounts.Events.All);
        Assert.Equal(finished.Account.ConnectionId, await NoticeAsync(Ann));
    }

    [Fact]
    public async Task Of_accepting_and_connecting_oneself_at_once_one_connection_is_left_alive()
    {
        for (var round = 0; round < 5; round++)
        {
            var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
            var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);

            await Task.WhenAll(Task.Run(() => _accounts.AcceptAsync(invited, Ann)), Task.Run(() => _accounts.FinishAsync(nonce, Ann)));

            var alive = await _accounts.ReadAsync(context => context.Connections.Where(row => row.Status == ConnectionStatus.Active).ToListAsync());
            Assert.Equal(GrantType.AuthorizationCode, Assert.Single(alive).GrantType);
            await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, alive[0].Id, default));
        }
    }

    [Fact]
    public async Task Disconnecting_revokes_nothing_at_zoom_and_erases_like_any_other()
    {
        var linked = await _accounts.LinkAsync(Ann, AnnsZoom);
        await _accounts.LinkAsync(Bob, _accounts.Zoom.Users[1]);

        Assert.Equal(
            DisconnectResult.DisconnectedOrganization,
            await _accounts.ConnectionsAsync(connections => connections.DisconnectAsync(Ann, linked, default)));

        Assert.Equal(0, _accounts.Calls(ZoomOperation.Revoke));
        Assert.Equal(0, await _accounts.ReadAsync(context => context.GrantRevocations.CountAsync()));
        var connection = await _accounts.ConnectionAsync(linked);
        Assert.Equal((ConnectionStatus.Revoked, null, null), (connection.Status, connection.Email, connection.DisplayName));
        Assert.Equal([$"ended {linked}"], _accounts.Events.All);
        await Assert.ThrowsAsync<ConnectionGoneException>(() => _accounts.Vault.GetAsync(linked, default));
        Assert.Single(await _accounts.ConnectionsAsync(connections => connections.GetForUserAsync(Bob, default)));
    }

    [Fact]
    public async Task It_can_be_undone_and_linked_again()
    {
        var finished = Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(await _accounts.InviteAsync(Ann, AnnsZoom.Email), Ann));

        Assert.Equal(DisconnectResult.NotFound, await _accounts.FlowsAsync(flows => flows.UndoAsync(finished.UndoId, Bob, default)));
        Assert.Equal(
            DisconnectResult.DisconnectedOrganization, await _accounts.FlowsAsync(flows => flows.UndoAsync(finished.UndoId, Ann, default)));

        Assert.Equal(finished.Account.ConnectionId, await _accounts.LinkAsync(Ann, AnnsZoom));
        Assert.Equal(AnnsZoom.Id, (await _accounts.Vault.GetAsync(finished.Account.ConnectionId, default)).UserId?.Value);
    }

    // The connection of which a user is told that another has it.
    private Task<long?> NoticeAsync(TelegramUserId person) => _accounts.ReadAsync(context => context.Jobs
        .Where(job => job.Kind == JobKind.TellAccountMoved && context.Users.Any(user => user.Id == job.TenantId && user.TelegramUserId == person))
        .Select(job => (long?)job.SubjectId)
        .SingleOrDefaultAsync());

    private Task<int> AddRouteAsync(long connectionId, string words) => _accounts.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO routes (user_id, connection_id, destination_id, match, words)
        SELECT r.user_id, r.connection_id, r.destination_id, 'words', {words} FROM routes r WHERE r.connection_id = {connectionId}
        """));

    private Task<int> AddMeetingAsync(long connectionId, TelegramUserId owner) => _accounts.ReadAsync(context => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, duration_minutes, created_at)
        SELECT 'zoom', 'uuid-1', 1, {AnnsZoom.Id}, {connectionId}, id, '', 1, {_accounts.Clock.GetUtcNow()} FROM users WHERE telegram_user_id = {owner.Value}
        """));
}
