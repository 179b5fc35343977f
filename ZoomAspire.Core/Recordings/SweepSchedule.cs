using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Begins the sweeps that are due. Any number of replicas may do so at once: each connection is swept by one job at a time.</summary>
/// <param name="context">The database.</param>
public sealed class SweepSchedule(ZoomAspireContext context)
{
    // A webhook may have come between the approval at Zoom and the finish in Telegram, when it was nobody's.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int Batch = 500;

    /// <summary>Adds a job for each connection whose sweep is due.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> BeginDueAsync(CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO recording_sweeps (connection_id, due_at, found_count)
            SELECT c.id, now() + {FirstAfter}, 0 FROM connections c
            WHERE c.status = 'active' AND c.user_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM recording_sweeps s WHERE s.connection_id = c.id)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        // Spread out: connections that were made, or came back, together do not ask Zoom together for ever.
        return await context.Database.ExecuteSqlAsync(
            $"""
            WITH due AS (
                SELECT s.connection_id, c.user_id FROM recording_sweeps s JOIN connections c ON c.id = s.connection_id
                WHERE s.due_at <= now() AND c.status = 'active' AND c.user_id IS NOT NULL
                ORDER BY s.due_at LIMIT {Batch} FOR UPDATE OF s SKIP LOCKED
            ), next AS (
                UPDATE recording_sweeps s SET due_at = now() + {Interval} * (0.9 + 0.2 * random())
                FROM due WHERE s.connection_id = due.connection_id
            )
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at)
            SELECT gen_random_uuid(), 'sweep_recordings', due.connection_id, due.user_id, 'queued', 0, 0, 0, NULL FROM due
            WHERE NOT EXISTS (
                SELECT 1 FROM jobs o
                WHERE o.kind = 'sweep_recordings' AND o.subject_id = due.connection_id AND o.status IN ('queued', 'running'))
            """,
            cancellationToken);
    }
}
