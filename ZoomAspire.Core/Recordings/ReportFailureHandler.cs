using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Makes a delivery's one message say how it stands: that its audio will not come, and why; or, after somebody asked for it again,
/// that it follows. As audio it is left alone.
/// </summary>
internal sealed class ReportFailureHandler(
    ZoomAspireContext context,
    DeliveryTargets targets,
    Announcer announcer,
    AudioMessages audio,
    GroupPermission permission) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(job.SubjectId, cancellationToken) is not { Delivery.State: not DeliveryState.Delivered } target)
        {
            return;
        }

        target.Wishes.Speak();
        var text = await TextAsync(target, cancellationToken);
        if (await announcer.FindAsync(target, cancellationToken) is { MessageId: not null, State: ChatMessageState.Announced } announced)
        {
            // That it was deleted, or its account disconnected, tells a group nothing new; that it failed, or comes after all, may be no more of its business.
            if (target.Delivery.State != DeliveryState.Cancelled && !await permission.DemandAsync(job, target, cancellationToken))
            {
                return;
            }

            if (!await announcer.RewriteAsync(job, target, announced, text, cancellationToken))
            {
                return;
            }
        }
        else if (target.Delivery.State == DeliveryState.Failed ||
            target is { Delivery: { State: DeliveryState.Cancelled, WithdrawnAt: null }, IsConnected: true, Meeting.AskedAt: not null })
        {
            if (!await permission.DemandAsync(job, target, cancellationToken))
            {
                return;
            }

            await announcer.AnnounceAsync(job, target, text, cancellationToken);
        }
        else
        {
            return;
        }

        // It has just been reached: what is parked for it may follow.
        target.Destination.State = DestinationState.Active;
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<AnnouncedText> TextAsync(DeliveryTarget target, CancellationToken cancellationToken) => target.Delivery.State switch
    {
        DeliveryState.Failed => FailedAsync(target, cancellationToken),
        DeliveryState.Cancelled when !target.IsConnected => Task.FromResult<AnnouncedText>(new(RecordingText.Disconnected(target))),
        DeliveryState.Cancelled => CancelledAsync(target, cancellationToken),
        _ => Task.FromResult<AnnouncedText>(new(RecordingText.Announcement(target))),
    };

    // What Telegram may have taken is not sent a second time, so there is nothing to try again.
    private async Task<AnnouncedText> FailedAsync(DeliveryTarget target, CancellationToken cancellationToken) =>
        await audio.FindSeparateAsync(target, cancellationToken) is { State: ChatMessageState.Sending }
            ? new AnnouncedText(RecordingText.Unconfirmed(target))
            : new AnnouncedText(RecordingText.GivenUp(target), RecordingButtons.Again(target.Delivery.Id, RecordingButtons.TryAgain));

    private async Task<AnnouncedText> CancelledAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        var tombstones = await Tombstones.OfAsync(context, target.AccountId, target.Meeting.MeetingUuid, cancellationToken);
        return tombstones.Of(target.Recording.FileId) switch
        {
            TombstoneState.Recovered => new AnnouncedText(RecordingText.Recovered(target), RecordingButtons.Again(target.Delivery.Id, RecordingWords.DeliverNowButton)),
            null when target.Delivery.WithdrawnAt is not null =>
                new AnnouncedText(RecordingText.Stopped(target), RecordingButtons.Again(target.Delivery.Id, RecordingWords.DeliverNowButton)),
            _ => new AnnouncedText(RecordingText.Gone(target)),
        };
    }
}
