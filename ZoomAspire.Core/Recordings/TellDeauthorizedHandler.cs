using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells a user that the app was removed at Zoom, and what that means here.</summary>
internal sealed class TellDeauthorizedHandler(OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public Task HandleAsync(JobLease job, CancellationToken cancellationToken) =>
        notices.TellAsync(job, RecordingText.Deauthorized, OwnerNotices.ConnectAgain(), cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
