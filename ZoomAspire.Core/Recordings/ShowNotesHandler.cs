using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Shows the notes of a recording where it was delivered, and what has become of them meanwhile.</summary>
internal sealed class ShowNotesHandler(
    ZoomAspireContext context, DeliveryTargets targets, GroupPermission permission, NotesStore store, NotesMessages messages,
    TranscriptAttachment attachment) : IJobHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is not { Delivery: { State: DeliveryState.Delivered, WithdrawnAt: null }, Recording.Status: not RecordingStatus.Gone, IsConnected: true })
        {
            return; // What is not delivered yet has its notes shown when it is.
        }

        target.Wishes.Speak();
        // What a group was given stays there; nothing is added once its owner has left, or the route has ended.
        if (!await permission.IsGivenAsync(job, target, cancellationToken))
        {
            return;
        }

        var shown = await store.FindAsync(target.Recording.Id, cancellationToken);
        await messages.ShowAsync(job, target, shown, cancellationToken);
        await attachment.SendOnceAsync(job, target, cancellationToken);
        await job.CompleteAsync(context, token => DemandShownAsync(target, shown, token), cancellationToken);
    }

    /// <summary>The audio is there: that notes could not be added to it is for the operator alone.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    // Whoever stored something, or asked, meanwhile left it to this job.
    private async Task DemandShownAsync(DeliveryTarget target, ShownNotes shown, CancellationToken cancellationToken)
    {
        // Whoever stores may be waiting for this job's end.
        if (!await store.TryLockAsync(target.Meeting.Id, cancellationToken))
        {
            throw new JobPostponedException(Soon);
        }

        var asked = await context.Database.SqlQuery<DateTimeOffset?>(
            $"""SELECT notes_asked_at AS "Value" FROM deliveries WHERE id = {target.Delivery.Id} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
        if (asked is not [var askedAt] || askedAt != target.Delivery.NotesAskedAt ||
            (await store.FindAsync(target.Recording.Id, cancellationToken)).Stamp != shown.Stamp)
        {
            throw new JobPostponedException(TimeSpan.Zero);
        }

        target.Delivery.NotesAskedAt = null;
    }
}
