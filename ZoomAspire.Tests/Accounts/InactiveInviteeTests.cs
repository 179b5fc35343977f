using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Whose user is deactivated or deleted at Zoom between an invitation, or an approval, and the last step is not connected by it.</summary>
public sealed class InactiveInviteeTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramUserId Bob = new(102);

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
    public async Task Who_is_deactivated_after_the_invitation_is_linked_only_once_active_again()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        await TellAsync("user.deactivated", 1);

        Assert.IsType<FinishResult.UserInactive>(await _accounts.AcceptAsync(invited, Ann));

        var connection = await ConnectionAsync();
        Assert.Equal((ConnectionStatus.Pending, null), (connection.Status, connection.UserId));
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
        Assert.Empty(_accounts.Events.All);

        await TellAsync("user.activated", 2);
        Assert.Equal(ConnectionStatus.Pending, (await ConnectionAsync()).Status); // Nobody has accepted yet.
        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
        connection = await ConnectionAsync();
        Assert.Equal((ConnectionStatus.Active, null), (connection.Status, connection.PausedAt));
    }

    [Theory]
    [InlineData("user.deactivated", ConnectionStatus.NeedsReauth)]
    [InlineData("user.deleted", ConnectionStatus.Revoked)]
    public async Task What_happened_between_the_invitation_and_its_acceptance_counts_however_late_it_is_told(string name, ConnectionStatus status)
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
        Assert.Equal(
            WebhookOutcome.UnknownHost, await _accounts.UserEventAsync(name, AnnsZoom, _accounts.Clock.GetUtcNow().AddMinutes(-15)));
        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);

        await TellAsync(name, -5);

        Assert.Equal(status, (await ConnectionAsync()).Status);
    }

    [Fact]
    public async Task An_activation_that_overtook_the_deactivation_before_it_counts()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        await TellAsync("user.activated", 2);
        await TellAsync("user.deactivated", 1);

        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
    }

    [Fact]
    public async Task Whose_activation_no_event_told_can_accept_once_zoom_was_asked()
    {
        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        await TellAsync("user.deactivated", 1);

        Assert.Equal(1, await _accounts.InScopeAsync((PausedLinks links) => links.ResumeAsync(default)));

        Assert.Equal(ConnectionStatus.Pending, (await ConnectionAsync()).Status);
        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
    }

    [Fact]
    public async Task Or_is_invited_once_more()
    {
        await _accounts.InviteAsync(Ann, AnnsZoom.Email);
        await TellAsync("user.deactivated", 1);
        _accounts.Clock.Advance(TimeSpan.FromMinutes(2));

        var invited = await _accounts.InviteAsync(Ann, AnnsZoom.Email);

        Assert.IsType<FinishResult.Finished>(await _accounts.AcceptAsync(invited, Ann));
        Assert.Null((await ConnectionAsync()).PausedAt);
    }

    [Fact]
    public async Task A_link_that_waits_for_its_user_is_not_taken_over_by_an_invitation_from_before()
    {
        var linked = await _accounts.LinkAsync(Ann, AnnsZoom);
        var invited = await _accounts.InviteAsync(Bob, AnnsZoom.Email);
        await TellAsync("user.deactivated", 1);

        Assert.IsType<FinishResult.UserInactive>(await _accounts.AcceptAsync(invited, Bob));

        var connection = await _accounts.ConnectionAsync(linked);
        Assert.Equal(ConnectionStatus.NeedsReauth, connection.Status);
        Assert.NotNull(connection.PausedAt);
        Assert.Equal(await UserIdAsync(Ann), connection.UserId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_deleted_after_the_invitation_is_not_linked(bool linkedBefore)
    {
        if (linkedBefore)
        {
            await _accounts.LinkAsync(Ann, AnnsZoom);
        }

        var invited = await _accounts.InviteAsync(Bob, AnnsZoom.Email);
        await TellAsync("user.deleted", 1);

        Assert.IsType<FinishResult.Expired>(await _accounts.AcceptAsync(invited, Bob));
        Assert.Equal(ConnectionStatus.Revoked, (await ConnectionAsync()).Status);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.Routes.CountAsync()));
    }

    [Fact]
    public async Task Who_is_inactive_already_is_not_invited()
    {
        _accounts.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { InactiveUsers = [AnnsZoom.Id] } });

        var result = await _accounts.LinksAsync(links => links.InviteAsync(Ann, AnnsZoom.Email, AccountsSteps.Operator, default));

        Assert.Equal(AnnsZoom.Email, Assert.IsType<LinkResult.UserInactive>(result).Account.Email);
        Assert.Equal(0, await _accounts.ReadAsync(context => context.OAuthFlows.CountAsync()));
    }

    [Fact]
    public async Task An_approval_of_a_user_who_is_deactivated_before_the_last_step_connects_nothing_before_the_activation()
    {
        var nonce = await _accounts.ApproveAsync(Ann, AnnsZoom);
        await TellAsync("user.deactivated", 1);
        Assert.IsType<FinishResult.UserInactive>(await _accounts.FinishAsync(nonce, Ann));
        Assert.Equal(ConnectionStatus.Pending, (await ConnectionAsync()).Status);

        await TellAsync("user.activated", 2);

        Assert.IsType<FinishResult.Finished>(await _accounts.FinishAsync(nonce, Ann));
        Assert.Equal(ConnectionStatus.Active, (await ConnectionAsync()).Status);
    }

    private async Task TellAsync(string name, int minutes) => Assert.Equal(
        WebhookOutcome.Accepted, await _accounts.UserEventAsync(name, AnnsZoom, _accounts.Clock.GetUtcNow().AddMinutes(minutes)));

    private Task<Connection> ConnectionAsync() => _accounts.ReadAsync(context => context.Connections.AsNoTracking().SingleAsync());

    private Task<long> UserIdAsync(TelegramUserId person) =>
        _accounts.ReadAsync(context => context.Users.Where(user => user.TelegramUserId == person).Select(user => user.Id).SingleAsync());
}
