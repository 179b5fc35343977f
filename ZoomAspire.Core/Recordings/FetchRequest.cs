using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Lets an owner ask again for a meeting's recording that could not be fetched.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="time">The time.</param>
public sealed class FetchRequest(ZoomAspireContext context, JobHints hints, TimeProvider time)
{
    /// <summary>Has the recording fetched, unless that is being done already. If it fails once more, that is said in the private chat.</summary>
    /// <param name="meetingId">The meeting.</param>
    /// <param name="userId">Who asks; must be the one whose history the meeting is.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task<FetchRequestResult> AskAsync(long meetingId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        if (await FindAsync(meetingId, userId, cancellationToken) is not { } found)
        {
            return FetchRequestResult.NotYours;
        }

        if (!found.IsConnected)
        {
            return FetchRequestResult.NotConnected;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Of two presses one begins.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {found.OwnerId} FOR NO KEY UPDATE", cancellationToken);
        var fetches = await context.Jobs.AsNoTracking()
            .Where(job => job.Kind == JobKind.FetchMeeting && job.SubjectId == meetingId && job.TenantId == found.OwnerId)
            .Select(job => new { job.Id, job.Status })
            .ToListAsync(cancellationToken);
        if (fetches.Any(fetch => fetch.Status is JobStatus.Queued or JobStatus.Running or JobStatus.Parked))
        {
            return FetchRequestResult.UnderWay;
        }

        List<Guid> begun = [.. fetches.Where(fetch => fetch.Status == JobStatus.Dead).Select(fetch => fetch.Id)];
        if (await DeadLetters.RequeueAsync(context, begun, cancellationToken) == 0)
        {
            begun = [JobQueue.Add(context, JobKind.FetchMeeting, meetingId, found.OwnerId).Id];
        }

        await context.SaveChangesAsync(cancellationToken);
        await NoteAsync(context, meetingId, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([.. begun], cancellationToken);
        return FetchRequestResult.Started;
    }

    /// <summary>Notes that a meeting's owner asks for its recording: who asks wants an answer, and what was recovered at Zoom may come.</summary>
    internal static Task NoteAsync(ZoomAspireContext context, long meetingId, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.Meetings.Where(meeting => meeting.Id == meetingId).ExecuteUpdateAsync(
            set => set.SetProperty(meeting => meeting.FailureToldAt, (DateTimeOffset?)null)
                .SetProperty(meeting => meeting.Withheld, (Withheld?)null).SetProperty(meeting => meeting.AskedAt, now),
            cancellationToken);

    private async Task<Found?> FindAsync(long meetingId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        var row = await (
            from meeting in context.Meetings
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            where meeting.Id == meetingId
            select new { meeting, connection }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return row is not null && MeetingOwners.OwnerOf(row.meeting, row.connection) is { } ownerId &&
            await context.Users.AnyAsync(user => user.Id == ownerId && user.TelegramUserId == userId, cancellationToken)
                ? new Found(ownerId, row.connection.UserId == ownerId && row.connection.Status != ConnectionStatus.Revoked)
                : null;
    }

    private sealed record Found(long OwnerId, bool IsConnected);
}

/// <summary>What came of asking for a meeting's recording again.</summary>
public enum FetchRequestResult
{
    /// <summary>It is being worked on.</summary>
    Started,

    /// <summary>It was being worked on already.</summary>
    UnderWay,

    /// <summary>The Zoom account is no longer connected by its owner.</summary>
    NotConnected,

    /// <summary>There is no such meeting, or it is somebody else's.</summary>
    NotYours,
}
