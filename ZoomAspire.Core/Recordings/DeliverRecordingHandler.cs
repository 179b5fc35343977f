using Microsoft.Extensions.Options;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Brings a staged recording into a chat: announced as text, then turned into the audio.</summary>
internal sealed class DeliverRecordingHandler(
    ZoomAspireContext context,
    DeliveryTargets targets,
    Announcer announcer,
    AudioMessages audio,
    PipelineMetrics metrics,
    IOptions<TelegramOptions> telegram,
    TimeProvider time) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.GetAsync(job.SubjectId, cancellationToken);
        if (target.Delivery.State is DeliveryState.Delivered or DeliveryState.Cancelled)
        {
            return;
        }

        if (target.Recording.Status == RecordingStatus.Gone)
        {
            throw new JobFailedException(FailureKind.Gone, "The recording is no longer kept.");
        }

        if (target.Recording is not { Status: RecordingStatus.Staged, MediaKey: not null })
        {
            await StageAgainAsync(job, target, cancellationToken);
            return;
        }

        await DeliverAsync(job, target, cancellationToken);
    }

    /// <inheritdoc />
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        if (status is JobStatus.Dead or JobStatus.Cancelled)
        {
            var target = await targets.GetAsync(job.SubjectId, cancellationToken);
            target.Delivery.State = status == JobStatus.Dead ? DeliveryState.Failed : DeliveryState.Cancelled;
            FailureNotices.Add(context, failure, target.Delivery, job.TenantId);
        }
    }

    private async Task DeliverAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var message = await announcer.AnnounceAsync(job, target, cancellationToken);
        if (target.Recording.Size > telegram.Value.UploadLimitBytes)
        {
            await RefuseAsync(job, target, message, cancellationToken);
            return;
        }

        try
        {
            target.Delivery.TelegramFileId = await audio.PutAsync(job, target, message, cancellationToken);
            await FinishAsync(job, target, message, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            await StageAgainAsync(job, target, cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.TooLarge)
        {
            await RefuseAsync(job, target, message, cancellationToken);
        }
    }

    private async Task FinishAsync(JobLease job, DeliveryTarget target, ChatMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (message.State != ChatMessageState.Removed)
        {
            message.State = ChatMessageState.Delivered;
            message.UpdatedAt = now;
        }

        target.Delivery.State = DeliveryState.Delivered;
        target.Delivery.DeliveredAt = now;
        // It has just been reached.
        target.Destination.State = DestinationState.Active;
        await job.CompleteAsync(context, cancellationToken);
        metrics.Delivered(now - target.Delivery.RequestedAt);
    }

    // The media has expired, or was lost, while the delivery waited.
    private Task StageAgainAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        target.Recording.Status = RecordingStatus.Pending;
        target.Recording.MediaKey = null;
        return job.CompleteAsync(
            context,
            token => JobQueue.AddUnlessOpenAsync(context, JobKind.StageRecording, target.Recording.Id, job.TenantId, token),
            cancellationToken);
    }

    private async Task RefuseAsync(JobLease job, DeliveryTarget target, ChatMessage message, CancellationToken cancellationToken)
    {
        await announcer.RewriteAsync(
            job, target, message, new AnnouncedText(RecordingText.TooLarge(target, telegram.Value.UploadLimitBytes)), cancellationToken);
        target.Delivery.State = DeliveryState.Failed;
    }
}
