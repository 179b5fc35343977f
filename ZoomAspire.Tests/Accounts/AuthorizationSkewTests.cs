using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Whether something at Zoom came before or after the authorisation is told by Zoom's clock, however far ours and the database's are from it.</summary>
public sealed class AuthorizationSkewTests
{
    private static readonly TelegramUserId Ann = new(101);

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_removal_from_before_the_approval_wipes_nothing_and_one_from_after_it_counts(int minutesAhead)
    {
        await using var accounts = await CreateAsync(minutesAhead);
        var connection = (await accounts.ConnectAsync(Ann, accounts.Zoom.Users[0])).Account.ConnectionId;

        await OnlyLaterCountsAsync(accounts, connection, accounts.Clock.GetUtcNow(), RemovedAsync);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task The_same_where_the_approval_was_stored_later(int minutesAhead)
    {
        await using var accounts = await CreateAsync(minutesAhead);
        var connection = (await accounts.ConnectAsync(Ann, accounts.Zoom.Users[0])).Account.ConnectionId;
        accounts.Clock.Advance(TimeSpan.FromHours(1));
        var ours = (ManualTimeProvider)accounts.Services.GetRequiredService<TimeProvider>();
        ours.Advance(TimeSpan.FromHours(1));
        var approved = accounts.Clock.GetUtcNow();
        await accounts.FailToReadTheProfileAsync(Ann, accounts.Zoom.Users[0], ours);
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        ours.Advance(TimeSpan.FromMinutes(5));
        accounts.HealZoom();
        await accounts.RevokeDueAsync();
        Assert.Null(await accounts.RevocationAsync());

        await OnlyLaterCountsAsync(accounts, connection, approved, RemovedAsync);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task The_same_of_users_who_are_linked_and_are_gone(int minutesAhead)
    {
        await using var accounts = await CreateAsync(minutesAhead);
        await accounts.AddUserAsync(Ann);
        var connection = await accounts.LinkAsync(Ann, accounts.Zoom.Users[0]);

        await OnlyLaterCountsAsync(accounts, connection, accounts.Clock.GetUtcNow(), GoneAsync);
    }

    // Zoom's clock is the fixture's; all others are wrong.
    private static Task<AccountsFixture> CreateAsync(int minutesAhead)
    {
        var ours = new ManualTimeProvider(new ManualTimeProvider().GetUtcNow() + TimeSpan.FromMinutes(minutesAhead));
        return AccountsFixture.CreateAsync(
            services => services
                .AddZoomClient()
                .AddSingleton<TimeProvider>(ours)
                .AddSingleton<ISharedClock>(new ManualSharedClock(ours)),
            TestSettings.Organization);
    }

    private static async Task OnlyLaterCountsAsync(
        AccountsFixture accounts, long connection, DateTimeOffset approved, Func<AccountsFixture, DateTimeOffset, Task> happensAsync)
    {
        await happensAsync(accounts, approved - TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectionStatus.Active, (await accounts.ConnectionAsync(connection)).Status);
        await happensAsync(accounts, approved + TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectionStatus.Revoked, (await accounts.ConnectionAsync(connection)).Status);
    }

    private static Task RemovedAsync(AccountsFixture accounts, DateTimeOffset at) =>
        accounts.InScopeAsync<IServiceProvider, User?>(async services =>
        {
            var user = accounts.Zoom.Users[0];
            await using var transaction = await services.GetRequiredService<ZoomAspireContext>().Database.BeginTransactionAsync();
            var owner = await services.GetRequiredService<Connections>().DeauthorizedAsync(
                new Deauthorization(TestSettings.ClientId, user.AccountId, new ZoomUserId(user.Id), at), default);
            await transaction.CommitAsync();
            return owner;
        });

    private static Task GoneAsync(AccountsFixture accounts, DateTimeOffset at) => accounts.UserEventAsync("user.deleted", accounts.Zoom.Users[0], at);
}
