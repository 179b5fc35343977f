using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells an owner in one line that a sweep brought many recordings at once.</summary>
internal sealed class TellCaughtUpHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (await context.RecordingSweeps.AsNoTracking()
            .SingleOrDefaultAsync(sweep => sweep.ConnectionId == job.SubjectId, cancellationToken) is { } sweep)
        {
            await notices.TellAsync(job, RecordingText.CaughtUp(sweep.FoundCount), null, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
