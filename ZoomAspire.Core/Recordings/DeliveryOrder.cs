using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// The order in which arrives what waited for its owner: oldest meeting first in each chat. Workers begin with the oldest
/// (<see cref="Job.OrderAt"/>); as several are at work, a delivery also waits here while older work for its chat is under way.
/// </summary>
/// <remarks>
/// What is stuck holds nobody up for long: work that failed a few times, or waits for long, is not waited for, and a delivery that has
/// been ready, or released, for half an hour waits for nothing. Other tenants never wait; a waiting job takes none of its tenant's places.
/// </remarks>
internal sealed class DeliveryOrder(ZoomAspireContext context)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    // Transient failures double from five seconds, a recording that is being processed is looked at after 30 s, 1 min, 2 min, …
    private const int Patience = 5;
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    /// <summary>Returns if it is the delivery's turn.</summary>
    /// <exception cref="JobPostponedException">Something older comes first.</exception>
    public async Task DemandTurnAsync(JobLease job, Destination destination, CancellationToken cancellationToken)
    {
        if (job.OrderAt is not { } orderAt)
        {
            return;
        }

        // By the database's clock, as everything about the queue.
        var wait = await context.Database.SqlQuery<double?>(
            $"""
            SELECT extract(epoch FROM clock_timestamp() - coalesce(own.released_at, own.created_at))::float8 AS "Value"
            FROM jobs own
            WHERE own.id = {job.Id} AND clock_timestamp() < coalesce(own.released_at, own.created_at) + {LongestWait} AND EXISTS (
                SELECT 1 FROM jobs o
                WHERE o.tenant_id = {job.TenantId} AND o.status IN ('queued', 'running') AND o.order_at < {orderAt}
                  AND o.failures < {Patience} AND (o.status = 'running' OR o.next_attempt_at < clock_timestamp() + {Soon})
                  AND CASE o.kind
                    WHEN 'fetch_meeting' THEN EXISTS (
                        SELECT 1 FROM meetings m WHERE m.id = o.subject_id AND ({destination.ChatId.IsPrivate} OR EXISTS (
                            SELECT 1 FROM routes r WHERE r.connection_id = m.connection_id AND r.destination_id = {destination.Id})))
                    WHEN 'stage_recording' THEN EXISTS (
                        SELECT 1 FROM deliveries d WHERE d.recording_id = o.subject_id AND d.destination_id = {destination.Id}
                        AND d.state IN ('pending', 'failed'))
                    WHEN 'deliver_recording' THEN EXISTS (
                        SELECT 1 FROM deliveries d WHERE d.id = o.subject_id AND d.destination_id = {destination.Id})
                    ELSE false END)
            """).ToListAsync(cancellationToken);
        if (wait is [{ } seconds])
        {
            throw new JobPostponedException(TimeSpan.FromSeconds(
                Math.Clamp(seconds / 4, ShortestLook.TotalSeconds, LongestLook.TotalSeconds)));
        }
    }
}

/// <summary>Gives what has waited for its owner its place in the order, as soon as it may go on.</summary>
internal sealed class WaitedWork : IConnectionObserver
{
    /// <inheritdoc />
    public Task EndedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the observer that queues the parked work.</summary>
    public Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) =>
        OrderAsync(context, cancellationToken);

    /// <summary>
    /// Orders every queued job that was parked and has no place yet. Jobs that somebody else is changing are passed over: a worker that
    /// has one already is not to be held up.
    /// </summary>
    internal static Task<int> OrderAsync(ZoomAspireContext context, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH waited AS (
                SELECT j.id, coalesce(m.start_time, m.created_at) AS order_at FROM jobs j JOIN meetings m ON m.id = CASE j.kind
                    WHEN 'fetch_meeting' THEN j.subject_id
                    WHEN 'stage_recording' THEN (SELECT r.meeting_id FROM recordings r WHERE r.id = j.subject_id)
                    WHEN 'deliver_recording' THEN (
                        SELECT r.meeting_id FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE d.id = j.subject_id) END
                WHERE j.status = 'queued' AND j.order_at IS NULL AND j.failure_kind IN ('needs_reauth', 'unreachable')
                ORDER BY j.id FOR UPDATE OF j SKIP LOCKED
            )
            UPDATE jobs j SET order_at = waited.order_at FROM waited WHERE j.id = waited.id
            """,
            cancellationToken);
}
