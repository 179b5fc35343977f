using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Brings a staged recording into a chat: announced as text, then turned into the audio.</summary>
internal sealed partial class DeliverRecordingHandler(
    ZoomAspireContext context,
    DeliveryTargets targets,
    Announcer announcer,
    AudioMessages audio,
    DeliveryOrder order,
    PipelineMetrics metrics,
    IOptions<TelegramOptions> telegram,
    TimeProvider time,
    ILogger<DeliverRecordingHandler> logger) : IJobHandler
{
    // A store that damages whatever it is given must not have everything downloaded again and again.
    private const int MaxDamagedTimes = 3;

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is null or { Delivery.State: DeliveryState.Delivered or DeliveryState.Cancelled })
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

        await order.DemandTurnAsync(job, target.Destination, cancellationToken);
        await DeliverAsync(job, target, cancellationToken);
    }

    /// <inheritdoc />
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        if (status is JobStatus.Dead or JobStatus.Cancelled && await targets.FindAsync(job.SubjectId, cancellationToken) is { } target)
        {
            target.Delivery.State = status == JobStatus.Dead ? DeliveryState.Failed : DeliveryState.Cancelled;
            target.Delivery.FailedBy = job.Id;
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
        catch (DamagedMediaException exception)
        {
            LogDamaged(target.Recording.Id);
            await ReplaceDamagedAsync(job, target, exception, cancellationToken);
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

    private async Task ReplaceDamagedAsync(
        JobLease job, DeliveryTarget target, DamagedMediaException exception, CancellationToken cancellationToken)
    {
        if (target.Recording.DamagedTimes >= MaxDamagedTimes)
        {
            throw new JobFailedException(FailureKind.Permanent, exception.Message, innerException: exception);
        }

        target.Recording.DamagedTimes++;
        await StageAgainAsync(job, target, cancellationToken);
    }

    // The media has expired, or was lost, while the delivery waited.
    private Task StageAgainAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        target.Recording.Status = RecordingStatus.Pending;
        target.Recording.MediaKey = null;
        return job.CompleteAsync(
            context,
            token => JobQueue.AddUnlessOpenAsync(context, JobKind.StageRecording, target.Recording.Id, job.TenantId, job.OrderAt, token),
            cancellationToken);
    }

    private async Task RefuseAsync(JobLease job, DeliveryTarget target, ChatMessage message, CancellationToken cancellationToken)
    {
        await announcer.RewriteAsync(
            job, target, message, new AnnouncedText(RecordingText.TooLarge(target, telegram.Value.UploadLimitBytes)), cancellationToken);
        target.Delivery.State = DeliveryState.Failed;
        target.Delivery.FailedBy = job.Id;
    }

    [LoggerMessage(LogLevel.Error, "The media store gave back other bytes of recording {RecordingId} than were staged: it is staged again")]
    private partial void LogDamaged(long recordingId);
}
