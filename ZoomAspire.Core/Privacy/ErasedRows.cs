using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// Deletes every row about somebody who is erased, inside one transaction. What hangs on the user's row goes with it by foreign keys: connections,
/// routes, destinations, meetings with all that came of them, jobs, and the key without which the audit log's lines say nothing of whom.
/// </summary>
internal sealed class ErasedRows(ZoomAspireContext context, AuditLog audit, ISharedClock clock)
{
    private const string Own =
        """
        SELECT m.id FROM meetings m JOIN connections c ON c.id = m.connection_id WHERE coalesce(m.user_id, c.user_id) = {0}
        """;

    // What else was written and hangs on no row of the user's: who it is about stands in it.
    private static readonly string[] Elsewhere =
    [
        $$"""
        DELETE FROM webhook_events e WHERE e.meeting_uuid IN (SELECT zoom_meeting_uuid FROM meetings WHERE id IN ({{Own}}))
            OR EXISTS (SELECT 1 FROM connections c WHERE c.user_id = {0} AND strpos(e.dedupe_key, ':' || c.external_user_id || ':') > 0)
        """,
        $$"""
        DELETE FROM recording_tombstones t WHERE t.zoom_meeting_uuid IN (SELECT zoom_meeting_uuid FROM meetings WHERE id IN ({{Own}}))
            OR t.account_id IN (SELECT c.account_id FROM connections c WHERE c.user_id = {0})
            AND NOT EXISTS (SELECT 1 FROM connections o WHERE o.account_id = t.account_id AND o.user_id IS DISTINCT FROM {0})
        """,
        """
        DELETE FROM forum_topics t WHERE t.chat_id IN (SELECT d.chat_id FROM destinations d WHERE d.user_id = {0})
            AND NOT EXISTS (SELECT 1 FROM destinations o WHERE o.chat_id = t.chat_id AND o.user_id <> {0})
        """,
        "DELETE FROM oauth_flows WHERE telegram_user_id = (SELECT telegram_user_id FROM users WHERE id = {0})",
        "UPDATE operator_alerts SET acknowledged_by = NULL WHERE acknowledged_by = (SELECT telegram_user_id FROM users WHERE id = {0})",
        // Those that hang on a connection that was the user's when it moved away from them.
        $"DELETE FROM meetings WHERE id IN ({Own})",
    ];

    /// <summary>Deletes them, and writes into the audit log that and how much.</summary>
    /// <param name="job">The job, which goes, too.</param>
    /// <param name="erasure">The wish, tracked.</param>
    /// <param name="cancellationToken">Gives up; the transaction is rolled back then.</param>
    /// <exception cref="JobPostponedException">Something came in between: the job begins again.</exception>
    public async Task DeleteAsync(JobLease job, Erasure erasure, CancellationToken cancellationToken)
    {
        var id = erasure.UserId;
        // Nobody connects for this user meanwhile, and no job of theirs is claimed.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {id} FOR UPDATE", cancellationToken);
        await OpenWork.CancelAsync(context, "tenant_id = {0} AND id <> {1}", [id, job.Id], cancellationToken);
        var meetings = await context.Database.SqlQueryRaw<long>($"SELECT id AS \"Value\" FROM ({Own}) AS own", id).ToArrayAsync(cancellationToken);
        await PersonalRows.LockAsync(context, meetings, cancellationToken);
        if (await IsAnythingLeftAsync(id, meetings, cancellationToken))
        {
            throw new JobPostponedException(TimeSpan.Zero);
        }

        var (connections, texts) = (
            await context.Connections.CountAsync(connection => connection.UserId == id, cancellationToken),
            await context.Transcripts.CountAsync(
                transcript => context.Recordings.Any(recording => recording.Id == transcript.RecordingId && meetings.Contains(recording.MeetingId)),
                cancellationToken));
        foreach (var statement in Elsewhere)
        {
            await context.Database.ExecuteSqlRawAsync(statement, [id], cancellationToken);
        }

        await context.Database.ExecuteSqlAsync($"DELETE FROM users WHERE id = {id}", cancellationToken);
        erasure.ErasedAt = await clock.NowAsync(cancellationToken);
        audit.Add(context, new AuditLine(AuditActions.UserErased, AuditActors.System)
        {
            Detail = $"reference {erasure.Id}; connections {connections}, meetings {meetings.Length}, transcripts {texts}, " +
                $"messages removed {erasure.RemovedMessages}, left {erasure.StayingMessages}",
        });
    }

    private Task<bool> IsAnythingLeftAsync(long userId, long[] meetings, CancellationToken cancellationToken) => context.Database.SqlQuery<bool>(
        $"""
        SELECT EXISTS (SELECT 1 FROM connections c WHERE c.user_id = {userId} AND c.status IN ('active', 'needs_reauth'))
            OR EXISTS (
                SELECT 1 FROM recordings r WHERE r.meeting_id = ANY ({meetings})
                AND (r.media_key IS NOT NULL OR EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = r.id))) AS "Value"
        """).SingleAsync(cancellationToken);
}
