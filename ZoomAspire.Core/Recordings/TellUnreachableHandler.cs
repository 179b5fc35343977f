using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells the owner of a group's destination, privately, that its deliveries wait.</summary>
internal sealed class TellUnreachableHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var destination = await context.Destinations.AsNoTracking()
            .SingleOrDefaultAsync(destination => destination.Id == job.SubjectId, cancellationToken);
        if (destination is { State: DestinationState.Unreachable })
        {
            await notices.TellAsync(job, RecordingText.Unreachable(destination.Title), null, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
