using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Keeps the sweep of a connection in step with it: begun anew for a new owner, due at once when a dead link lives again.</summary>
internal sealed class SweepFollower : IConnectionObserver
{
    /// <inheritdoc />
    public async Task EndedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs WHERE kind IN ('sweep_recordings', 'send_latest_recording', 'tell_caught_up') AND subject_id = {connectionId}
                    AND status IN ('queued', 'running', 'parked', 'dead')
                ORDER BY id FOR UPDATE
            )
            UPDATE jobs j SET status = 'cancelled', finished_at = now(), lease_token = NULL, lease_until = NULL
            FROM locked WHERE j.id = locked.id
            """,
            cancellationToken);
        await context.RecordingSweeps.Where(sweep => sweep.ConnectionId == connectionId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Sweeps are begun for living connections only.</summary>
    public Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"UPDATE recording_sweeps SET due_at = now() WHERE connection_id = {connectionId}", cancellationToken);
}
