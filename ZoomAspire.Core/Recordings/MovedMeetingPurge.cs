using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Erases what is personal in the meetings of those who owned a connection before it moved to somebody else: their part of it has ended,
/// though the connection goes on. As <see cref="EndedConnectionPurge"/> does for ended ones, once media is gone and the last words are
/// said; a line in the audit log says so, about the owner whose meetings they were.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="audit">Proves the purge.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what was erased.</param>
public sealed partial class MovedMeetingPurge(
    ZoomAspireContext context, AuditLog audit, TimeProvider time, ILogger<MovedMeetingPurge> logger)
{
    private const string LastWords =
        """
        kind = 'report_failure' AND subject_id IN (
            SELECT d.id FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE r.meeting_id = ANY ({0}))
        """;

    private const int Batch = 500;

    // As for ended connections.
    private static readonly TimeSpan PatienceForLastWords = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tombstones = TimeSpan.FromDays(90);

    /// <summary>Erases what is due, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many meetings.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        for (var after = 0L; await FindAsync(after, cancellationToken) is [.., var last] page; after = last.Id)
        {
            foreach (var group in page.GroupBy(meeting => (meeting.ConnectionId, meeting.UserId)))
            {
                erased += await EraseAsync(group.Key.ConnectionId, group.Key.UserId, [.. group.Select(meeting => meeting.Id)], cancellationToken);
            }
        }

        return erased;
    }

    /// <summary>Deletes what is left of meetings that were erased long ago.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many meetings.</returns>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Tombstones;
        return context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (SELECT id FROM meetings WHERE erased_at < {before} ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM meetings m USING old WHERE m.id = old.id
            """,
            cancellationToken);
    }

    // Whose a meeting is: see MeetingOwners. Of an ended connection the other purge takes care.
    private Task<List<MovedMeeting>> FindAsync(long after, CancellationToken cancellationToken) => context.Database.SqlQuery<MovedMeeting>(
        $"""
        SELECT m.id AS "Id", m.connection_id AS "ConnectionId", m.user_id AS "UserId" FROM meetings m JOIN connections c ON c.id = m.connection_id
        WHERE m.id > {after} AND m.erased_at IS NULL AND c.status IN ('active', 'needs_reauth') AND c.connected_at IS NOT NULL
          AND CASE WHEN m.user_id IS NULL THEN m.created_at < c.connected_at ELSE m.user_id <> c.user_id END
          AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.meeting_id = m.id
            AND (r.media_key IS NOT NULL OR EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = r.id)))
          AND (c.connected_at < {time.GetUtcNow() - PatienceForLastWords} OR NOT EXISTS (
            SELECT 1 FROM recordings r JOIN deliveries d ON d.recording_id = r.id JOIN jobs j ON j.subject_id = d.id
            WHERE r.meeting_id = m.id AND j.kind = 'report_failure' AND j.status IN ('queued', 'running', 'parked')))
        ORDER BY m.id LIMIT {Batch}
        """).ToListAsync(cancellationToken);

    private async Task<int> EraseAsync(long connectionId, long? userId, long[] ids, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Nobody takes the connection back meanwhile.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM connections WHERE id = {connectionId} FOR NO KEY UPDATE", cancellationToken);
        await PersonalRows.LockAsync(context, ids, cancellationToken);
        var meetings = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE meetings m SET topic = '', time_zone = NULL, zoom_deletes_at = NULL, erased_at = {time.GetUtcNow()}
            FROM connections c
            WHERE c.id = m.connection_id AND m.id = ANY ({ids}) AND m.erased_at IS NULL AND m.user_id IS DISTINCT FROM c.user_id
            """,
            cancellationToken);
        if (meetings < ids.Length)
        {
            return 0; // It moved again; the next round sees how.
        }

        var recordings = await context.Database.ExecuteSqlAsync(
            $"UPDATE recordings SET sha256 = NULL, size = NULL, duration_milliseconds = NULL WHERE meeting_id = ANY ({ids})", cancellationToken);
        var texts = await PersonalRows.DeleteTextsAsync(context, ids, cancellationToken);
        var deliveries = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE deliveries d SET telegram_file_id = NULL FROM recordings r
            WHERE r.id = d.recording_id AND r.meeting_id = ANY ({ids})
            """,
            cancellationToken);
        await OpenWork.CancelAsync(context, LastWords, [ids], cancellationToken);
        audit.Add(context, new AuditLine(AuditActions.ConnectionPurged, AuditActors.System)
        {
            UserId = userId,
            ConnectionId = connectionId,
            Detail = $"moved to another owner; erased: meetings {meetings}, recordings {recordings}, deliveries {deliveries}, transcripts and notes {texts}",
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogErased(connectionId, meetings);
        return meetings;
    }

    private sealed record MovedMeeting(long Id, long ConnectionId, long? UserId);

    [LoggerMessage(LogLevel.Information, "What was kept of {Meetings} meetings of the owner before is erased (connection {ConnectionId})")]
    private partial void LogErased(long connectionId, int meetings);
}
