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
    RecordingFitter fitter,
    AudioButtons buttons,
    NotesStore notes,
    DeliveryOrder order,
    GroupPermission permission,
    PipelineMetrics metrics,
    IOptions<TelegramOptions> telegram,
    TimeProvider time,
    ILogger<DeliverRecordingHandler> logger) : IJobHandler
{
    // A store that damages whatever it is given must not have everything downloaded again and again.
    private const int MaxDamagedTimes = 3;

    private static readonly TimeSpan LongestShortMeeting = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is null or { Delivery.State: DeliveryState.Delivered or DeliveryState.Cancelled })
        {
            return;
        }

        target.Wishes.Speak();
        if (target.Recording.Status == RecordingStatus.Gone)
        {
            throw new JobFailedException(FailureKind.Gone, "The recording is no longer kept.");
        }

        if (!IsStaged(target) && target.FileId is null)
        {
            await StageAgainAsync(job, target, cancellationToken);
            return;
        }

        await order.DemandTurnAsync(job, target.Destination, cancellationToken);
        if (await permission.DemandAsync(job, target, cancellationToken))
        {
            await DeliverAsync(job, target, cancellationToken);
        }
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

    private static bool IsStaged(DeliveryTarget target) => target.Recording is { Status: RecordingStatus.Staged, MediaKey: not null };

    // What Telegram has goes without the media, which may have expired here.
    private async Task<IReadOnlyList<AudioPiece>?> PiecesAsync(DeliveryTarget target, CancellationToken cancellationToken) =>
        IsStaged(target) ? await fitter.FindAsync(target.Recording, cancellationToken) : [AudioPiece.AtTelegram(target.Recording)];

    private async Task DeliverAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (await PiecesAsync(target, cancellationToken) is not { } pieces)
        {
            await FitAgainAsync(job, target, cancellationToken);
            return;
        }

        var message = await announcer.AnnounceAsync(job, target, cancellationToken);
        if (pieces.Count == 0)
        {
            await RefuseAsync(job, target, message, cancellationToken);
            return;
        }

        foreach (var piece in pieces)
        {
            if (!await IsStillGivenAsync(job, target, piece, cancellationToken))
            {
                return;
            }

            if (piece.Part > 0)
            {
                message = await announcer.AnnounceAsync(job, target, piece, cancellationToken);
            }

            if (!await TryPutAsync(job, target, piece, message, cancellationToken))
            {
                return;
            }
        }

        await FinishAsync(job, target, cancellationToken);
    }

    // What was stopped meanwhile stops. Telegram has just been asked about the owner before the first piece; the others take their time.
    private async Task<bool> IsStillGivenAsync(JobLease job, DeliveryTarget target, AudioPiece piece, CancellationToken cancellationToken) =>
        (piece.Part == 0 && await permission.IsRoutedAsync(target, cancellationToken)) ||
        await permission.DemandAsync(job, target, cancellationToken);

    /// <summary>Puts a piece into the chat; where that cannot be, begins the next way.</summary>
    /// <returns>Whether it is in the chat.</returns>
    private async Task<bool> TryPutAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (message.State != ChatMessageState.Delivered || !piece.IsOneOfSeveral)
            {
                NoteFileId(target, piece, await audio.PutAsync(job, target, piece, message, cancellationToken));
                await NotePutAsync(job, piece, message, cancellationToken);
            }

            return true;
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
            await TryNextWayAsync(job, target, piece, message, cancellationToken);
        }
        catch (JobFailedException exception) when (TelegramCalls.IsBroken(exception.InnerException))
        {
            if (!RecordingFitter.NoteBroken(target.Recording, piece))
            {
                await job.SaveAsync(context, cancellationToken);
                throw;
            }

            await TryNextWayAsync(job, target, piece, message, cancellationToken);
        }

        return false;
    }

    // The id of the whole is what further chats look for; that of a part belongs to the part.
    private static void NoteFileId(DeliveryTarget target, AudioPiece piece, string? fileId)
    {
        target.Recording.BrokenUploads = 0;
        if (piece.Made is { } made)
        {
            made.TelegramFileId = fileId ?? made.TelegramFileId;
        }

        if (!piece.IsOneOfSeveral)
        {
            target.Delivery.TelegramFileId = fileId;
        }
    }

    private async Task NotePutAsync(JobLease job, AudioPiece piece, ChatMessage message, CancellationToken cancellationToken)
    {
        if (message.State != ChatMessageState.Removed)
        {
            message.State = ChatMessageState.Delivered;
            message.UpdatedAt = time.GetUtcNow();
        }

        // Several take their time: what is there is not put there again. A single one is saved with the end of the job.
        if (piece.IsOneOfSeveral)
        {
            await job.SaveAsync(context, cancellationToken);
        }
    }

    private async Task TryNextWayAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage message, CancellationToken cancellationToken)
    {
        if (piece.Part == 0 && fitter.TryNextWay(target.Recording, piece))
        {
            await FitAgainAsync(job, target, cancellationToken);
        }
        else
        {
            await RefuseAsync(job, target, message, cancellationToken);
        }
    }

    private async Task FinishAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        target.Delivery.State = DeliveryState.Delivered;
        target.Delivery.DeliveredAt = now;
        // It has just been reached.
        target.Destination.State = DestinationState.Active;
        await job.CompleteAsync(context, token => ShowNotesAsync(job, target, token), cancellationToken);
        var latency = now - Since(target);
        metrics.Delivered(latency, SortOf(job, target));
        LogDelivered(target.Recording.Id, latency.TotalSeconds);
    }

    // Who asks for an old recording has not waited since its webhook.
    private static DateTimeOffset Since(DeliveryTarget target) =>
        target.Meeting.AskedAt is { } asked && asked > target.Delivery.RequestedAt ? asked : target.Delivery.RequestedAt;

    // For the delivery target, which is promised for meetings of an hour.
    private static string SortOf(JobLease job, DeliveryTarget target) =>
        job.OrderAt is not null || job.BegunAt != job.CreatedAt ? "waited"
        : target.Recording.DurationMilliseconds <= LongestShortMeeting.TotalMilliseconds ? "short"
        : "long";

    private async Task ShowNotesAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (await notes.LockAndLookAsync(target.Recording, cancellationToken))
        {
            await JobQueue.AddUnlessOpenAsync(context, JobKind.ShowNotes, target.Delivery.Id, job.TenantId, null, cancellationToken);
        }
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
    private async Task StageAgainAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        target.Recording.Status = RecordingStatus.Pending;
        target.Recording.MediaKey = null;
        // It may be one of them that is lost.
        await fitter.ForgetAsync(target.Recording, cancellationToken);
        await FitAgainAsync(job, target, cancellationToken);
    }

    // The job that stages fits what is staged, too, once for all chats.
    private Task FitAgainAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken) =>
        job.CompleteAsync(
            context,
            token => JobQueue.AddUnlessOpenAsync(context, JobKind.StageRecording, target.Recording.Id, job.TenantId, job.OrderAt, token),
            cancellationToken);

    private async Task RefuseAsync(JobLease job, DeliveryTarget target, ChatMessage message, CancellationToken cancellationToken)
    {
        var limit = telegram.Value.UploadLimitBytes;
        var text = target.Recording.Size > limit ? RecordingText.TooLarge(target, limit) : RecordingText.Unplayable(target);
        var notice = new AnnouncedText(text, buttons.Original(target));
        if (!await announcer.RewriteAsync(job, target, message, notice, cancellationToken) && message.State == ChatMessageState.Announced)
        {
            await announcer.SendAsync(job, target, message, notice, cancellationToken); // Somebody removed it.
        }

        target.Delivery.State = DeliveryState.Failed;
        target.Delivery.FailedBy = job.Id;
    }

    [LoggerMessage(LogLevel.Information, "Recording {RecordingId} is in its chat, {Seconds:0.0} s after its webhook or request")]
    private partial void LogDelivered(long recordingId, double seconds);

    [LoggerMessage(LogLevel.Error, "The media store gave back other bytes of recording {RecordingId} than were staged: it is staged again")]
    private partial void LogDamaged(long recordingId);
}
