using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Makes the deliveries wait again that failed with a dead letter which is replayed; whoever asks for one of them in its chat
/// (<see cref="Redelivery"/>) begins that one only.
/// </summary>
internal sealed class ReplayedDeliveries : IReplayObserver
{
    /// <inheritdoc />
    public Task ReplayedAsync(ZoomAspireContext context, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT d.id FROM deliveries d WHERE d.state = 'failed' AND EXISTS (
                    SELECT 1 FROM jobs j WHERE j.id = ANY ({ids}) AND j.status = 'queued' AND (
                        j.id = d.failed_by
                        OR d.failed_by IS NULL AND j.kind = 'stage_recording' AND j.subject_id = d.recording_id
                        OR d.failed_by IS NULL AND j.kind = 'deliver_recording' AND j.subject_id = d.id))
                ORDER BY d.id FOR UPDATE
            )
            UPDATE deliveries d SET state = 'pending' FROM locked WHERE d.id = locked.id
            """,
            cancellationToken);
}
