using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// How often a user may ask the administrators of a group, whatever becomes of the requests: else removing and wishing again would ask
/// without end. A group's topics count as one. What is remembered stays with the destinations, which outlive the routes.
/// </summary>
internal static class RouteRequests
{
    /// <summary>Each request counts for so long: a few may be made at once, after that one in each such time.</summary>
    public static readonly TimeSpan Cost = TimeSpan.FromMinutes(20);

    // The last of those that may be made at once is made while those before it count in full.
    private static readonly TimeSpan MostBefore = Cost * (OwnRoutes.MaxRequests - 1);

    /// <summary>Takes one request, if the user may make one.</summary>
    /// <param name="context">In a transaction that holds the user's row.</param>
    /// <param name="userId">The user.</param>
    /// <param name="destinationId">A destination of the user.</param>
    /// <param name="now">The present, by the database's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if it is taken; else why not.</returns>
    public static async Task<RouteOutcome?> TryTakeAsync(
        ZoomAspireContext context, long userId, long destinationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await context.Destinations.AsNoTracking()
            .Where(destination => destination.UserId == userId && context.Destinations.Any(
                wanted => wanted.Id == destinationId && wanted.ChatId == destination.ChatId))
            .Select(destination => new { destination.RefusedAt, destination.AsksUntil })
            .ToListAsync(cancellationToken);
        if (known.Max(destination => destination.RefusedAt) > now - OwnRoutes.PauseAfterRefusal)
        {
            return RouteOutcome.Refused;
        }

        var until = known.Max(destination => destination.AsksUntil) is { } before && before > now ? before : now;
        if (until - now > MostBefore)
        {
            return RouteOutcome.AskedOften;
        }

        await context.Destinations.Where(destination => destination.Id == destinationId).ExecuteUpdateAsync(
            set => set.SetProperty(destination => destination.AsksUntil, until + Cost), cancellationToken);
        return null;
    }

    /// <summary>Notes that an administrator does not want what leads there.</summary>
    public static Task NoteRefusedAsync(
        ZoomAspireContext context, long destinationId, DateTimeOffset now, CancellationToken cancellationToken) => context.Destinations
        .Where(destination => destination.Id == destinationId)
        .ExecuteUpdateAsync(set => set.SetProperty(destination => destination.RefusedAt, now), cancellationToken);
}
