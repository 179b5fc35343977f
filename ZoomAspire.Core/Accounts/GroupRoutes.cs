using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// What administrators of a group do with the routes that lead there. The caller has asked Telegram whether the person is one; keys may
/// be forged: only what leads to that group is found. Owners are told by jobs.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="audit">Keeps what happened.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="clock">The clock that all processes share.</param>
public sealed class GroupRoutes(ZoomAspireContext context, AuditLog audit, JobHints hints, ISharedClock clock)
{
    /// <summary>The routes that lead to a group, whosever they are; not those that wait for consent.</summary>
    /// <param name="chatId">The group.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RouteSummary>> ListAsync(TelegramChatId chatId, CancellationToken cancellationToken) =>
        await RouteRows.ReadAsync(
            context,
            route => route.State == RouteState.Active &&
                context.Destinations.Any(destination => destination.Id == route.DestinationId && destination.ChatId == chatId),
            cancellationToken);

    /// <summary>A route, whosever it is; null if there is none, or its request has expired.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RouteSummary?> FindAsync(long routeId, CancellationToken cancellationToken)
    {
        var before = await clock.NowAsync(cancellationToken) - OwnRoutes.RequestLifetime;
        return (await RouteRows.ReadAsync(
            context,
            route => route.Id == routeId && (route.State == RouteState.Active || route.RequestedAt > before),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>Consents to a route that waits for it.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="chatId">The group.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether it counts now by this.</returns>
    public async Task<bool> ConsentAsync(long routeId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await LockRequestAsync(routeId, chatId, cancellationToken) is not { } route ||
            RouteRows.Consent(route, AuditActors.Administrator) is not { } line)
        {
            return false;
        }

        audit.Add(context, line);
        var job = JobQueue.Add(context, JobKind.TellRouteAllowed, route.Id, route.UserId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return true;
    }

    /// <summary>Refuses a route that waits for consent.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="chatId">The group.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether it is gone by this.</returns>
    public async Task<bool> RefuseAsync(long routeId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await LockRequestAsync(routeId, chatId, cancellationToken) is not { } route)
        {
            return false;
        }

        await EndAsync(route, AuditActions.RouteRefused, JobKind.TellRouteRefused, cancellationToken);
        return true;
    }

    /// <summary>Stops a route: nothing comes to the group by it any more, not even what is on its way.</summary>
    /// <param name="routeId">The route.</param>
    /// <param name="chatId">The group.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether it is gone by this.</returns>
    public async Task<bool> StopAsync(long routeId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await RouteRows.LockAsync(context, routeId, chatId, cancellationToken) is not { State: RouteState.Active } route)
        {
            return false;
        }

        await EndAsync(route, AuditActions.RouteStopped, JobKind.TellRouteStopped, cancellationToken);
        return true;
    }

    private async Task<Route?> LockRequestAsync(long routeId, TelegramChatId chatId, CancellationToken cancellationToken) =>
        await RouteRows.LockAsync(context, routeId, chatId, cancellationToken) is { State: RouteState.Pending } route &&
        route.RequestedAt > await clock.NowAsync(cancellationToken) - OwnRoutes.RequestLifetime
            ? route
            : null;

    private async Task EndAsync(Route route, string action, JobKind notice, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        context.Routes.Remove(route);
        audit.Add(context, RouteRows.Line(action, AuditActors.Administrator, route));
        var job = JobQueue.Add(context, notice, route.DestinationId, route.UserId);
        await context.SaveChangesAsync(cancellationToken);
        await RouteRequests.NoteRefusedAsync(context, route.DestinationId, now, cancellationToken);
        await context.Database.CurrentTransaction!.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
    }
}
