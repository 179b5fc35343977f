using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Accounts;

/// <summary>What happens in many tests of accounts.</summary>
internal static class AccountsSteps
{
    /// <summary>Who links others.</summary>
    public static readonly TelegramUserId Operator = new(100);

    /// <summary>Zoom works again.</summary>
    public static void HealZoom(this AccountsFixture accounts) => accounts.Zoom.SetFaults(new ZoomFaultRequest { Faults = [] });

    public static Task<int> ExecuteAsync(this AccountsFixture accounts, string sql) =>
        accounts.ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));

    /// <summary>The worker's round of revocations.</summary>
    public static Task<int> RevokeDueAsync(this AccountsFixture accounts) =>
        accounts.ConnectionsAsync(connections => connections.RevokeDueAsync(default));

    /// <summary>The only pair that is still to be revoked; null if there is none.</summary>
    public static Task<GrantRevocation?> RevocationAsync(this AccountsFixture accounts) =>
        accounts.ReadAsync(context => context.GrantRevocations.AsNoTracking().SingleOrDefaultAsync());

    /// <summary>Lets time pass, second by second, until something is done that waits for it.</summary>
    public static Task AdvanceUntilDoneAsync(this AccountsFixture accounts, Task work, ManualTimeProvider? clock = null) => Eventually.HoldsAsync(
        () =>
        {
            (clock ?? accounts.Clock).Advance(TimeSpan.FromSeconds(1));
            return work.IsCompleted;
        },
        "the work is done");

    /// <summary>An approval of which Zoom does not say whose it is: its pair is kept. Zoom stays as it is.</summary>
    public static async Task FailToReadTheProfileAsync(
        this AccountsFixture accounts, TelegramUserId linkOf, ZoomUser zoomUser, ManualTimeProvider? clock = null)
    {
        var redirect = accounts.Consent(await accounts.StartAsync(linkOf), zoomUser);
        accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable);
        var callback = accounts.CallbackAsync(redirect);
        await accounts.AdvanceUntilDoneAsync(callback, clock);
        Assert.IsType<CallbackResult.Failed>(await callback);
        Assert.NotNull(await accounts.RevocationAsync());
    }

    /// <summary>An approval that has taken its code, killed the pair before and waits to hear whose account it is.</summary>
    /// <returns>What becomes of it once a second has passed.</returns>
    public static async Task<Task<CallbackResult>> ApproveHalfwayAsync(this AccountsFixture accounts, TelegramUserId linkOf, ZoomUser zoomUser)
    {
        var redirect = accounts.Consent(await accounts.StartAsync(linkOf), zoomUser);
        accounts.Fail(ZoomOperation.Profile, ZoomFaultKind.Unavailable, count: 1);
        var callback = accounts.CallbackAsync(redirect);
        await Eventually.HoldsAsync(() => accounts.Zoom.GetState().Faults.Count == 0, "the profile is asked for");
        return callback;
    }

    /// <summary>Somebody who has talked to the bot.</summary>
    public static Task<int> AddUserAsync(this AccountsFixture accounts, TelegramUserId person) => accounts.ReadAsync(context =>
    {
        context.Users.Add(new User { TelegramUserId = person, CreatedAt = accounts.Clock.GetUtcNow() });
        return context.SaveChangesAsync();
    });

    public static Task<T> LinksAsync<T>(this AccountsFixture accounts, Func<LinkInvitations, Task<T>> act) => accounts.InScopeAsync(act);

    public static async Task<LinkResult.Invited> InviteAsync(this AccountsFixture accounts, TelegramUserId person, string email) =>
        Assert.IsType<LinkResult.Invited>(await accounts.LinksAsync(links => links.InviteAsync(person, email, Operator, default)));

    public static Task<FinishResult> AcceptAsync(this AccountsFixture accounts, LinkResult.Invited invited, TelegramUserId by) =>
        accounts.LinksAsync(links => links.AcceptAsync(invited.InvitationId, by, default));

    /// <returns>The connection.</returns>
    public static async Task<long> LinkAsync(this AccountsFixture accounts, TelegramUserId person, ZoomUser zoomUser) =>
        Assert.IsType<FinishResult.Finished>(
            await accounts.AcceptAsync(await accounts.InviteAsync(person, zoomUser.Email), person)).Account.ConnectionId;

    /// <summary>Zoom says what became of a user.</summary>
    public static async Task<WebhookOutcome> UserEventAsync(this AccountsFixture accounts, string name, ZoomUser zoomUser, DateTimeOffset at)
    {
        var payload = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["account_id"] = zoomUser.AccountId,
            ["object"] = new Dictionary<string, object> { ["id"] = zoomUser.Id },
        });
        await using var redis = await ConnectionMultiplexer.ConnectAsync(QueueHost.NoRedis);
        var hints = new JobHints(redis, TimeProvider.System, NullLogger<JobHints>.Instance);
        await using var scope = accounts.Services.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<UserStanding>(scope.ServiceProvider, hints)
            .TakeInAsync(new WebhookEnvelope(name, at, payload), default);
    }
}
