using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Erases what is personal in the rows of ended connections, once their media is gone and the last words about them are said, and
/// writes into the audit log that and how much. Ids stay as tombstones for a while, so that nothing comes a second time.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="audit">Proves the purge.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what was erased.</param>
public sealed partial class EndedConnectionPurge(
    ZoomAspireContext context, AuditLog audit, TimeProvider time, ILogger<EndedConnectionPurge> logger)
{
    private const string LastWords =
        """
        kind = 'report_failure' AND subject_id IN (
            SELECT d.id FROM deliveries d JOIN recordings r ON r.id = d.recording_id JOIN meetings m ON m.id = r.meeting_id
            WHERE m.connection_id = {0})
        """;

    private const int Batch = 100;

    // Announcements that are still to be taken back name the topic; an unreachable chat must not keep it for ever.
    private static readonly TimeSpan PatienceForLastWords = TimeSpan.FromDays(1);

    // Longer than any sweep looks back.
    private static readonly TimeSpan Tombstones = TimeSpan.FromDays(90);

    /// <summary>Purges what is due, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Stops between two connections.</param>
    /// <returns>How many connections.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var purged = 0;
        // Page by page: those that cannot be purged yet stay where they are, and must not stand in the way of the others.
        for (var after = 0L; await FindAsync(after, cancellationToken) is [.., var last] page; after = last)
        {
            foreach (var connectionId in page)
            {
                purged += await PurgeAsync(connectionId, cancellationToken) ? 1 : 0;
            }
        }

        return purged;
    }

    /// <summary>Deletes the tombstones of connections that ended long ago, and with them the connections.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many connections.</returns>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Tombstones;
        // The history of whom it belonged to before stays.
        return context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT c.id FROM connections c WHERE c.status = 'revoked' AND c.purged_at < {before} AND NOT EXISTS (
                    SELECT 1 FROM meetings m WHERE m.connection_id = c.id AND m.user_id IS NOT NULL AND m.user_id IS DISTINCT FROM c.user_id)
                ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
            )
            DELETE FROM connections c USING old WHERE c.id = old.id
            """,
            cancellationToken);
    }

    private Task<List<long>> FindAsync(long after, CancellationToken cancellationToken) => context.Database.SqlQuery<long>(
        $"""
        SELECT c.id AS "Value" FROM connections c
        WHERE c.id > {after} AND c.status = 'revoked' AND c.purged_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM recordings r JOIN meetings m ON m.id = r.meeting_id WHERE m.connection_id = c.id
            AND (r.media_key IS NOT NULL OR EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = r.id)))
          AND (c.ended_at < {time.GetUtcNow() - PatienceForLastWords} OR NOT EXISTS (
            SELECT 1 FROM jobs j JOIN deliveries d ON d.id = j.subject_id JOIN recordings r ON r.id = d.recording_id
            JOIN meetings m ON m.id = r.meeting_id
            WHERE m.connection_id = c.id AND j.kind = 'report_failure' AND j.status IN ('queued', 'running', 'parked')))
        ORDER BY c.id LIMIT {Batch}
        """).ToListAsync(cancellationToken);

    private async Task<bool> PurgeAsync(long connectionId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var connection = (await context.Connections
            .FromSql($"SELECT * FROM connections WHERE id = {connectionId} AND status = 'revoked' AND purged_at IS NULL FOR NO KEY UPDATE")
            .ToListAsync(cancellationToken)).SingleOrDefault();
        if (connection is null)
        {
            return false; // Connected again meanwhile.
        }

        await OpenWork.CancelAsync(context, LastWords, [connectionId], cancellationToken);
        if (await AnythingLeftAsync(connectionId, cancellationToken))
        {
            return false; // Not yet what the audit line would say.
        }

        var ids = await context.Meetings.Where(meeting => meeting.ConnectionId == connectionId).Select(meeting => meeting.Id)
            .ToArrayAsync(cancellationToken);
        await PersonalRows.LockAsync(context, ids, cancellationToken);
        var texts = await PersonalRows.DeleteTextsAsync(context, ids, cancellationToken);
        var deliveries = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE deliveries d SET telegram_file_id = NULL FROM recordings r JOIN meetings m ON m.id = r.meeting_id
            WHERE r.id = d.recording_id AND m.connection_id = {connectionId}
            """,
            cancellationToken);
        var recordings = await context.Database.ExecuteSqlAsync(
            $"UPDATE recordings r SET sha256 = NULL, size = NULL, duration_milliseconds = NULL FROM meetings m WHERE m.id = r.meeting_id AND m.connection_id = {connectionId}",
            cancellationToken);
        var now = time.GetUtcNow();
        // Of former owners' meetings the ids go by a time of their own: see MovedMeetingPurge.
        var meetings = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE meetings SET topic = '', time_zone = NULL, zoom_deletes_at = NULL,
                erased_at = CASE WHEN user_id IS NOT NULL AND user_id IS DISTINCT FROM {connection.UserId} THEN coalesce(erased_at, {now}) ELSE erased_at END
            WHERE connection_id = {connectionId}
            """,
            cancellationToken);
        await context.ConnectionNotices.Where(notice => notice.ConnectionId == connectionId).ExecuteDeleteAsync(cancellationToken);
        connection.EndedAt ??= now;
        connection.PurgedAt = now;
        connection.LastUsedAt = null;
        audit.Add(context, new AuditLine(AuditActions.ConnectionPurged, AuditActors.System)
        {
            UserId = connection.UserId,
            ConnectionId = connectionId,
            Detail = $"tokens 0, media 0, open jobs 0; erased: meetings {meetings}, recordings {recordings}, deliveries {deliveries}, transcripts and notes {texts}",
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogPurged(connectionId, meetings);
        return true;
    }

    private Task<bool> AnythingLeftAsync(long connectionId, CancellationToken cancellationToken) => context.Database.SqlQuery<bool>(
        $"""
        SELECT EXISTS (
                SELECT 1 FROM recordings r JOIN meetings m ON m.id = r.meeting_id
                WHERE m.connection_id = {connectionId}
                AND (r.media_key IS NOT NULL OR EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = r.id)))
            OR EXISTS (
                SELECT 1 FROM jobs j WHERE j.status IN ('queued', 'running', 'parked', 'dead') AND CASE j.kind
                    WHEN 'fetch_meeting' THEN j.subject_id IN (SELECT id FROM meetings WHERE connection_id = {connectionId})
                    WHEN 'stage_recording' THEN j.subject_id IN (
                        SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id WHERE m.connection_id = {connectionId})
                    WHEN 'deliver_recording' THEN j.subject_id IN (
                        SELECT d.id FROM deliveries d JOIN recordings r ON r.id = d.recording_id JOIN meetings m ON m.id = r.meeting_id
                        WHERE m.connection_id = {connectionId})
                    ELSE false END) AS "Value"
        """).SingleAsync(cancellationToken);

    [LoggerMessage(LogLevel.Information, "Everything that was kept of connection {ConnectionId} is erased ({Meetings} meetings)")]
    private partial void LogPurged(long connectionId, int meetings);
}
