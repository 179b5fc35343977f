using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Accounts;

/// <summary>What connecting once more does to routes that are there.</summary>
public sealed class ReconnectedRoutesTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);
    private static readonly TelegramChatId Group = new(-1009);

    private AccountsFixture _accounts = null!;

    private ZoomUser AnnsZoom => _accounts.Zoom.Users[0];

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync() => await _accounts.DisposeAsync();

    [Fact]
    public async Task What_goes_to_a_group_only_still_does_after_its_owner_has_connected_privately_again()
    {
        Assert.False((await _accounts.ConnectAsync(Ann, AnnsZoom, Group)).KeepsRoutes);

        var again = await _accounts.ConnectAsync(Ann, AnnsZoom);

        Assert.True(again.KeepsRoutes);
        var route = Assert.Single(await RoutesAsync());
        Assert.Equal((again.Account.ConnectionId, RouteMatch.Everything, false), (route.ConnectionId, route.Match, route.IsAlsoPrivate));
    }

    [Fact]
    public async Task Who_connects_to_a_group_that_was_asked_for_consents_and_the_audit_log_says_so()
    {
        await _accounts.ConnectAsync(Ann, AnnsZoom, Group);
        await _accounts.ExecuteAsync("UPDATE routes SET state = 'pending', requested_at = now()");
        Assert.DoesNotContain(AuditActions.RouteConsented, await _accounts.AuditAsync());

        await _accounts.ConnectAsync(Ann, AnnsZoom, Group);

        Assert.Equal(RouteState.Active, Assert.Single(await RoutesAsync()).State);
        Assert.Single(await _accounts.AuditAsync(), action => action == AuditActions.RouteConsented);
    }

    private Task<List<Route>> RoutesAsync() => _accounts.ReadAsync(context => context.Routes.AsNoTracking().ToListAsync());
}
