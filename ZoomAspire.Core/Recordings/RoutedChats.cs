using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Finds the destinations to which the recordings of a meeting go, by the routes of its owner.</summary>
internal static class RoutedChats
{
    /// <summary>Whether a route still leads a meeting's recordings to a group: nothing more of them is said there once none does.</summary>
    /// <param name="context">The database.</param>
    /// <param name="destinationId">The group.</param>
    /// <param name="meeting">The meeting.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> LeadsToAsync(
        ZoomAspireContext context, long destinationId, Meeting meeting, CancellationToken cancellationToken)
    {
        var routes = await context.Routes.AsNoTracking()
            .Where(route => route.DestinationId == destinationId && route.ConnectionId == meeting.ConnectionId)
            .ToListAsync(cancellationToken);
        return RouteChoice.Of(routes, null, new RoutedMeeting(meeting.ZoomMeetingId, meeting.Topic)).DestinationIds.Count > 0;
    }

    /// <summary>Finds them; the private chat is made a destination where it is not one yet.</summary>
    /// <param name="context">In the transaction that adds the deliveries.</param>
    /// <param name="meeting">The meeting, as Zoom describes it now.</param>
    /// <param name="ownerId">Whose it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Nothing where the connection has ended.</returns>
    public static async Task<IReadOnlyList<long>> FindAsync(
        ZoomAspireContext context, Meeting meeting, long ownerId, CancellationToken cancellationToken)
    {
        var found = await context.Connections.AsNoTracking()
            .Where(connection => connection.Id == meeting.ConnectionId && connection.UserId == ownerId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth))
            .Select(connection => new
            {
                Routes = context.Routes.Where(route => route.ConnectionId == connection.Id && route.UserId == ownerId).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return [];
        }

        var privateId = await DestinationRows.FindPrivateAsync(context, ownerId, cancellationToken);
        var choice = RouteChoice.Of(found.Routes, privateId, new RoutedMeeting(meeting.ZoomMeetingId, meeting.Topic));
        if (!choice.IsPrivate)
        {
            return choice.DestinationIds;
        }

        return (privateId ?? await DestinationRows.EnsurePrivateAsync(context, ownerId, cancellationToken)) is { } id
            ? [id, .. choice.DestinationIds]
            : choice.DestinationIds;
    }
}
