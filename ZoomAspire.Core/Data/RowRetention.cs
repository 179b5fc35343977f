using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data;

/// <summary>Deletes rows whose time is over.</summary>
/// <param name="context">The database.</param>
/// <param name="options">How long things are kept.</param>
public sealed class RowRetention(ZoomAspireContext context, IOptions<RetentionOptions> options)
{
    // Long enough to look into what happened. Dead letters stay until they are replayed.
    private static readonly TimeSpan FinishedJobs = TimeSpan.FromDays(14);

    // There is one an hour for each connection.
    private static readonly TimeSpan FinishedSweeps = TimeSpan.FromDays(1);

    /// <summary>
    /// Deletes old webhook events, transcripts and notes (whose owners may want them kept for a shorter time), audit entries, finished jobs,
    /// requests that no administrator answered, and names of topics in groups that are nobody's destination. Rows are locked in the order of
    /// their ids, as by everybody who locks many; what somebody holds is passed over until next time.
    /// </summary>
    /// <param name="cancellationToken">Gives up between two statements.</param>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var kept = options.Value;
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (SELECT id FROM webhook_events WHERE received_at < now() - {kept.Events} ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM webhook_events e USING old WHERE e.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT o.id FROM transcripts o JOIN recordings r ON r.id = o.recording_id JOIN meetings m ON m.id = r.meeting_id
                JOIN connections c ON c.id = m.connection_id LEFT JOIN users u ON u.id = coalesce(m.user_id, c.user_id)
                WHERE o.created_at < now() - least({kept.Notes}, make_interval(days => u.notes_days)) ORDER BY o.id FOR UPDATE OF o SKIP LOCKED
            )
            DELETE FROM transcripts t USING old WHERE t.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT o.id FROM notes o JOIN recordings r ON r.id = o.recording_id JOIN meetings m ON m.id = r.meeting_id
                JOIN connections c ON c.id = m.connection_id LEFT JOIN users u ON u.id = coalesce(m.user_id, c.user_id)
                WHERE o.updated_at < now() - least({kept.Notes}, make_interval(days => u.notes_days)) ORDER BY o.id FOR UPDATE OF o SKIP LOCKED
            )
            DELETE FROM notes n USING old WHERE n.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (SELECT id FROM audit_log WHERE keep_until <= now() ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM audit_log a USING old WHERE a.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT id FROM jobs WHERE status IN ('done', 'cancelled')
                    AND finished_at < now() - CASE WHEN kind = 'sweep_recordings' THEN {FinishedSweeps} ELSE {FinishedJobs} END
                ORDER BY id FOR UPDATE SKIP LOCKED
            )
            DELETE FROM jobs j USING old WHERE j.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT id FROM routes WHERE state = 'pending' AND requested_at <= now() - {OwnRoutes.RequestLifetime} ORDER BY id FOR UPDATE SKIP LOCKED
            )
            DELETE FROM routes r USING old WHERE r.id = old.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (
                SELECT t.chat_id, t.message_thread_id FROM forum_topics t
                WHERE t.seen_at < now() - {ForumTopicRows.KeptUnused} AND NOT EXISTS (SELECT 1 FROM destinations d WHERE d.chat_id = t.chat_id)
                ORDER BY t.chat_id, t.message_thread_id FOR UPDATE SKIP LOCKED
            )
            DELETE FROM forum_topics t USING old WHERE t.chat_id = old.chat_id AND t.message_thread_id = old.message_thread_id
            """,
            cancellationToken);
    }
}
