using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells who asked for the latest recording that looking for it was given up, with the button to ask again.</summary>
internal sealed class TellLatestNotFoundHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (await context.Connections.AnyAsync(
            connection => connection.Id == job.SubjectId && connection.UserId == job.TenantId && connection.Status != ConnectionStatus.Revoked,
            cancellationToken))
        {
            await notices.TellAsync(job, RecordingText.LatestNotFound, RecordingButtons.Latest(job.SubjectId), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
