using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>A meeting, or a series of meetings, of which we know recordings.</summary>
/// <param name="Number">The meeting number, 64-bit, shared by all instances.</param>
/// <param name="Topic">The topic of the latest. Untrusted text; may be empty.</param>
public sealed record MeetingSeries(long Number, string Topic);

/// <summary>Finds the meetings that somebody may mean.</summary>
/// <param name="context">The database.</param>
public sealed class RecentSeries(ZoomAspireContext context)
{
    // Of a daily meeting there are many: looked through, to find the others among them.
    private const int LookedThrough = 200;

    /// <summary>The series of the latest meetings of a connection, the latest first.</summary>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="connectionId">The connection. Can be forged.</param>
    /// <param name="atMost">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MeetingSeries>> GetAsync(
        TelegramUserId userId, long connectionId, int atMost, CancellationToken cancellationToken)
    {
        var meetings = await OfOwner(userId, connectionId)
            .OrderByDescending(meeting => meeting.StartTime ?? meeting.CreatedAt)
            .Take(LookedThrough)
            .Select(meeting => new MeetingSeries(meeting.ZoomMeetingId, meeting.Topic))
            .ToListAsync(cancellationToken);
        return [.. meetings.DistinctBy(meeting => meeting.Number).Take(atMost)];
    }

    /// <summary>One of them; null if its owner has no such meeting.</summary>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="connectionId">The connection. Can be forged.</param>
    /// <param name="number">The meeting number. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MeetingSeries?> FindAsync(
        TelegramUserId userId, long connectionId, long number, CancellationToken cancellationToken) =>
        OfOwner(userId, connectionId)
            .Where(meeting => meeting.ZoomMeetingId == number)
            .OrderByDescending(meeting => meeting.StartTime ?? meeting.CreatedAt)
            .Select(meeting => new MeetingSeries(meeting.ZoomMeetingId, meeting.Topic))
            .FirstOrDefaultAsync(cancellationToken);

    // What was first heard of in the time of another owner is theirs; of old rows nothing is noted.
    private IQueryable<Meeting> OfOwner(TelegramUserId userId, long connectionId) => context.Meetings.AsNoTracking().Where(meeting =>
        meeting.ConnectionId == connectionId && meeting.ZoomMeetingId > 0 && meeting.ErasedAt == null && !meeting.IsContradicted &&
        context.Connections.Any(connection => connection.Id == connectionId &&
            (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth) &&
            (meeting.UserId == connection.UserId || (meeting.UserId == null && meeting.CreatedAt >= connection.ConnectedAt)) &&
            context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == userId)));
}
