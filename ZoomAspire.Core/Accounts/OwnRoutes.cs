using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>What users do with their routes. Keys may be forged: only what is the user's own is found.</summary>
/// <param name="context">The database.</param>
/// <param name="audit">Keeps what happened.</param>
/// <param name="clock">The clock that all processes share.</param>
public sealed class OwnRoutes(ZoomAspireContext context, AuditLog audit, ISharedClock clock)
{
    /// <summary>A user may have so many.</summary>
    public const int MaxRoutes = 50;

    /// <summary>So many of a user may wait for the consent of one group.</summary>
    public const int MaxRequests = 3;

    /// <summary>For so long an administrator may consent.</summary>
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromDays(7);

    /// <summary>For so long after an administrator has refused or stopped a route nobody there is asked for another of the same user.</summary>
    public static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromDays(7);

    private static readonly TimeSpan PauseBetweenRequests = TimeSpan.FromHours(1);

    /// <summary>The routes of a user, oldest first; requests that have expired are gone.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RouteSummary>> ListAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        var before = await clock.NowAsync(cancellationToken) - RequestLifetime;
        return await RouteRows.ReadAsync(
            context,
            route => context.Users.Any(user => user.Id == route.UserId && user.TelegramUserId == userId) &&
                (route.State == RouteState.Active || route.RequestedAt > before),
            cancellationToken);
    }

    /// <summary>One of them; null if the user has no such route.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RouteSummary?> FindAsync(TelegramUserId userId, long routeId, CancellationToken cancellationToken) =>
        (await ListAsync(userId, cancellationToken)).FirstOrDefault(summary => summary.Route.Id == routeId);

    /// <summary>Chats to which the user may send recordings, as far as they are known: the private one first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DestinationSummary>> PlacesAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        if (await KeyOfAsync(userId, cancellationToken) is not { } key)
        {
            return [];
        }

        await DestinationRows.EnsurePrivateAsync(context, key, cancellationToken);
        var topics = ForumTopicRows.OfDestinations(context);
        return await context.Destinations
            .Where(destination => destination.UserId == key)
            .OrderBy(destination => destination.Kind == DestinationKind.Private ? 0 : 1)
            .ThenByDescending(destination => destination.Id)
            .Select(destination => new DestinationSummary(
                destination.Id, destination.ChatId, destination.MessageThreadId, destination.Kind, destination.Title, destination.State)
            {
                TopicName = topics.Where(topic => topic.DestinationId == destination.Id).Select(topic => topic.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes a group known as a chat to which the user may send recordings.</summary>
    /// <param name="userId">The user, who has been found to be in it.</param>
    /// <param name="place">The group and its topic.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The destination's key; null where the user is not known.</returns>
    public async Task<long?> NoteAsync(TelegramUserId userId, DeliveryPlace place, CancellationToken cancellationToken) =>
        await KeyOfAsync(userId, cancellationToken) is { } key
            ? await DestinationRows.EnsureAsync(context, key, place, cancellationToken)
            : null;

    /// <summary>
    /// Adds a route. May be repeated. For one that waits for consent an administrator is to be asked now, and then
    /// <see cref="NoteAskedAsync"/>; who comes to neither asks again.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="wish">The route.</param>
    /// <param name="isConsented">Whether nobody else has to consent: it leads to the private chat, or its owner administers the group.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task<RouteAddition> AddAsync(
        TelegramUserId userId, RouteWish wish, bool isConsented, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await LockOwnerAsync(userId, wish, cancellationToken) is not { } ownerId)
        {
            return new RouteAddition(RouteOutcome.NotYours);
        }

        await DeleteExpiredAsync(ownerId, cancellationToken);
        var addition = await AddAsync(ownerId, wish, isConsented, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return addition.Route is { } route ? new RouteAddition(addition.Outcome, route.Id) : new RouteAddition(addition.Outcome);
    }

    /// <summary>Chooses whether what a route matches comes to the private chat, too.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route.</param>
    /// <param name="isAlsoPrivate">Whether it does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the user has such a route.</returns>
    public async Task<bool> SetAlsoPrivateAsync(
        TelegramUserId userId, long routeId, bool isAlsoPrivate, CancellationToken cancellationToken) =>
        await context.Routes
            .Where(route => route.Id == routeId && context.Users.Any(user => user.Id == route.UserId && user.TelegramUserId == userId))
            .ExecuteUpdateAsync(set => set.SetProperty(route => route.IsAlsoPrivate, isAlsoPrivate), cancellationToken) > 0;

    /// <summary>Whether an administrator may be asked once more, which is taken for done: see <see cref="NoteAskedAsync"/>.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>
    /// <see cref="RouteOutcome.Added"/> if one is to be asked now; <see cref="RouteOutcome.Known"/> if the route does not wait, or one was
    /// asked within the hour; else why nobody may be.
    /// </returns>
    public async Task<RouteOutcome> AskAgainAsync(TelegramUserId userId, long routeId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM users WHERE telegram_user_id = {userId.Value} FOR NO KEY UPDATE", cancellationToken);
        var now = await clock.NowAsync(cancellationToken);
        if (await FindAsync(userId, routeId, cancellationToken) is not { Route: { State: RouteState.Pending } route } ||
            route.RequestedAt > now - PauseBetweenRequests)
        {
            return RouteOutcome.Known;
        }

        if (await RouteRequests.TryTakeAsync(context, route.UserId, route.DestinationId, now, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        await transaction.CommitAsync(cancellationToken);
        return RouteOutcome.Added;
    }

    /// <summary>Notes that an administrator has been asked, from which on the request's time begins anew; nothing for one that has expired.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task NoteAskedAsync(TelegramUserId userId, long routeId, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        await context.Routes
            .Where(route => route.Id == routeId && route.State == RouteState.Pending && route.RequestedAt > now - RequestLifetime &&
                context.Users.Any(user => user.Id == route.UserId && user.TelegramUserId == userId))
            .ExecuteUpdateAsync(set => set.SetProperty(route => route.RequestedAt, now), cancellationToken);
    }

    /// <summary>The owner consents to a route that waits for it; the caller has asked Telegram whether the owner administers the group.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="summary">The route, which is the user's.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether it counts now by this.</returns>
    public async Task<bool> ConsentAsync(TelegramUserId userId, RouteSummary summary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(summary);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var before = await clock.NowAsync(cancellationToken) - RequestLifetime;
        if (summary.OwnerId != userId ||
            await RouteRows.LockAsync(context, summary.Route.Id, summary.Destination.ChatId, cancellationToken) is not { } route ||
            !(route.RequestedAt > before) || RouteRows.Consent(route, AuditActors.User) is not { } line)
        {
            return false;
        }

        audit.Add(context, line);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes a route. What is on its way to its chat goes to the private one, unless another route leads there.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>What was removed; null if the user has no such route.</returns>
    public async Task<RouteSummary?> RemoveAsync(TelegramUserId userId, long routeId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(userId, routeId, cancellationToken) is not { } summary ||
            await context.Routes.Where(route => route.Id == routeId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }

        audit.Add(context, RouteRows.Line(AuditActions.RouteRemoved, AuditActors.User, summary.Route));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return summary;
    }

    private async Task<long?> KeyOfAsync(TelegramUserId userId, CancellationToken cancellationToken) =>
        await context.Users.Where(user => user.TelegramUserId == userId).Select(user => (long?)user.Id).SingleOrDefaultAsync(cancellationToken);

    // The connection first, which must not end meanwhile; then the user, so that two wishes of one person are counted one after the other.
    private async Task<long?> LockOwnerAsync(TelegramUserId userId, RouteWish wish, CancellationToken cancellationToken)
    {
        var owners = await context.Database.SqlQuery<long>(
            $"""
            SELECT c.user_id AS "Value" FROM connections c
            WHERE c.id = {wish.ConnectionId} AND c.status IN ('active', 'needs_reauth')
              AND c.user_id = (SELECT u.id FROM users u WHERE u.telegram_user_id = {userId.Value}) FOR SHARE
            """).ToListAsync(cancellationToken);
        if (owners is not [var ownerId])
        {
            return null;
        }

        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {ownerId} FOR NO KEY UPDATE", cancellationToken);
        return await context.Destinations.AnyAsync(
            destination => destination.Id == wish.DestinationId && destination.UserId == ownerId, cancellationToken)
            ? ownerId
            : null;
    }

    private async Task DeleteExpiredAsync(long ownerId, CancellationToken cancellationToken)
    {
        var before = await clock.NowAsync(cancellationToken) - RequestLifetime;
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM routes WHERE user_id = {ownerId} AND state = 'pending' AND requested_at <= {before} ORDER BY id FOR UPDATE SKIP LOCKED
            )
            DELETE FROM routes r USING locked WHERE r.id = locked.id
            """,
            cancellationToken);
    }

    private async Task<(RouteOutcome Outcome, Route? Route)> AddAsync(
        long ownerId, RouteWish wish, bool isConsented, CancellationToken cancellationToken)
    {
        var routes = await context.Routes.Where(route => route.UserId == ownerId).ToListAsync(cancellationToken);
        if (routes.Find(route => route.ConnectionId == wish.ConnectionId && route.DestinationId == wish.DestinationId &&
            route.Match == wish.Match && route.Series == wish.Series && route.Words == wish.Words) is { } known)
        {
            if (isConsented && RouteRows.Consent(known, AuditActors.User) is { } line)
            {
                audit.Add(context, line);
            }

            return (RouteOutcome.Known, known);
        }

        if (routes.Count >= MaxRoutes)
        {
            return (RouteOutcome.TooMany, null);
        }

        var now = await clock.NowAsync(cancellationToken);
        if (!isConsented && await FindObstacleAsync(ownerId, wish.DestinationId, now, cancellationToken) is { } obstacle)
        {
            return (obstacle, null);
        }

        var added = NewRoute(ownerId, wish, isConsented, now);
        context.Routes.Add(added);
        audit.Add(context, RouteRows.Line(AuditActions.RouteMade, AuditActors.User, added));
        return (RouteOutcome.Added, added);
    }

    private async Task<RouteOutcome?> FindObstacleAsync(
        long ownerId, long destinationId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await CountRequestsAsync(ownerId, destinationId, cancellationToken) >= MaxRequests
            ? RouteOutcome.TooManyRequests
            : await RouteRequests.TryTakeAsync(context, ownerId, destinationId, now, cancellationToken);

    private Task<int> CountRequestsAsync(long ownerId, long destinationId, CancellationToken cancellationToken) => context.Routes.CountAsync(
        route => route.UserId == ownerId && route.State == RouteState.Pending && context.Destinations.Any(
            other => other.Id == route.DestinationId &&
                context.Destinations.Any(wanted => wanted.Id == destinationId && wanted.ChatId == other.ChatId)),
        cancellationToken);

    // As if it had been asked for an hour ago: until the group has been asked, it may be at once.
    private static Route NewRoute(long ownerId, RouteWish wish, bool isConsented, DateTimeOffset now) => new()
    {
        UserId = ownerId,
        ConnectionId = wish.ConnectionId,
        DestinationId = wish.DestinationId,
        Match = wish.Match,
        Series = wish.Series,
        SeriesTopic = wish.SeriesTopic is { } topic ? ColumnText.Cut(topic, Route.MaxTopicLength) : null,
        Words = wish.Words,
        State = isConsented ? RouteState.Active : RouteState.Pending,
        RequestedAt = isConsented ? null : now - PauseBetweenRequests,
    };
}
