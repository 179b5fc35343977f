using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells a user that the user at Zoom is gone, and what that means here.</summary>
internal sealed class TellUserGoneHandler(OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public Task HandleAsync(JobLease job, CancellationToken cancellationToken) =>
        notices.TellAsync(job, LinkNoticeText.UserGone, OwnerNotices.ConnectAgain(), cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
