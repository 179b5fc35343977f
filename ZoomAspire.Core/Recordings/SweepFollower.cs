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
        await OpenWork.CancelAsync(
            context,
            "kind IN ('sweep_recordings', 'send_latest_recording', 'tell_caught_up', 'tell_latest_not_found') AND subject_id = {0}",
            [connectionId],
            cancellationToken);
        await context.RecordingSweeps.Where(sweep => sweep.ConnectionId == connectionId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>What has been compared need not be compared again.</summary>
    public Task ReplacedAsync(ZoomAspireContext context, long beforeId, long afterId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO recording_sweeps (connection_id, due_at, completed_at, found_count)
            SELECT {afterId}, due_at, completed_at, 0 FROM recording_sweeps WHERE connection_id = {beforeId}
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);

    /// <summary>Sweeps are begun for living connections only.</summary>
    public Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"UPDATE recording_sweeps SET due_at = now() WHERE connection_id = {connectionId}", cancellationToken);
}
