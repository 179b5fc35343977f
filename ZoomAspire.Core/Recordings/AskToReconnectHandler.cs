using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells the owner of a dead link, privately, what to do.</summary>
internal sealed class AskToReconnectHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        if (connection.Status == ConnectionStatus.NeedsReauth && connection.UserId == job.TenantId)
        {
            await notices.SendAsync(
                job.TenantId, RecordingText.Reconnect(connection.Email ?? connection.DisplayName), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
