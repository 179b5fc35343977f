using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Accounts;

/// <summary>Whether a removal of the app came before or after the approval is told by Zoom's clock, however far ours is from it.</summary>
public sealed class AuthorizationSkewTests
{
    private static readonly TelegramUserId Ann = new(101);

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_removal_from_before_the_approval_wipes_nothing_and_one_from_after_it_counts(int minutesAhead)
    {
        var ours = new ManualTimeProvider(new ManualTimeProvider().GetUtcNow() + TimeSpan.FromMinutes(minutesAhead));
        await using var accounts = await AccountsFixture.CreateAsync(services => services.AddSingleton<TimeProvider>(ours));
        var zoomUser = accounts.Zoom.Users[0];
        var connection = (await accounts.ConnectAsync(Ann, zoomUser)).Account.ConnectionId;
        var approved = accounts.Clock.GetUtcNow();

        await RemovedAsync(accounts, zoomUser, approved - TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectionStatus.Active, (await accounts.ConnectionAsync(connection)).Status);
        await RemovedAsync(accounts, zoomUser, approved + TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectionStatus.Revoked, (await accounts.ConnectionAsync(connection)).Status);
    }

    private static Task<User?> RemovedAsync(AccountsFixture accounts, ZoomUser user, DateTimeOffset at) =>
        accounts.InScopeAsync<IServiceProvider, User?>(async services =>
        {
            await using var transaction = await services.GetRequiredService<ZoomAspireContext>().Database.BeginTransactionAsync();
            var owner = await services.GetRequiredService<Connections>().DeauthorizedAsync(
                new Deauthorization(TestSettings.ClientId, user.AccountId, new ZoomUserId(user.Id), at), default);
            await transaction.CommitAsync();
            return owner;
        });
}
