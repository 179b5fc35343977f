using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Shows the notes of a recording where it was delivered, and what has become of them meanwhile.</summary>
internal sealed class ShowNotesHandler(
    ZoomAspireContext context, DeliveryTargets targets, GroupPermission permission, NotesStore store, NotesMessages messages) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is not { Delivery.State: DeliveryState.Delivered, Recording.Status: not RecordingStatus.Gone, IsConnected: true })
        {
            return; // What is not delivered yet has its notes shown when it is.
        }

        // What a group was given stays there; nothing is added once its owner has left, or the route has ended.
        if (!await permission.IsGivenAsync(job, target, cancellationToken))
        {
            return;
        }

        var shown = await store.FindAsync(target.Recording.Id, cancellationToken);
        await messages.ShowAsync(job, target, shown, cancellationToken);
        await job.CompleteAsync(context, token => DemandShownAsync(target, shown, token), cancellationToken);
    }

    /// <summary>The audio is there: that notes could not be added to it is for the operator alone.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    // Whoever stored something meanwhile left it to this job to show it.
    private async Task DemandShownAsync(DeliveryTarget target, ShownNotes shown, CancellationToken cancellationToken)
    {
        await store.LockAsync(target.Meeting.Id, cancellationToken);
        if ((await store.FindAsync(target.Recording.Id, cancellationToken)).Stamp != shown.Stamp)
        {
            throw new JobPostponedException(TimeSpan.Zero);
        }
    }
}
