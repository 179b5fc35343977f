using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Copies a recording file from Zoom into the media store, straight from socket to socket, and hands it on to its deliveries.
/// What is staged is not downloaded again.
/// </summary>
internal sealed partial class StageRecordingHandler(
    ZoomAspireContext context,
    ZoomClient zoom,
    TokenVault vault,
    RecordingDownloader downloader,
    MediaStore media,
    RecordingFitter fitter,
    LateAnnouncement lateAnnouncement,
    PipelineMetrics metrics,
    TimeProvider time,
    ILogger<StageRecordingHandler> logger) : IJobHandler
{
    // Within the margin of a lease and of a service that is told to stop, together with the abortion of an upload.
    private static readonly TimeSpan CleanUpPatience = TimeSpan.FromSeconds(2);

    // Zoom says 3301 for a moment too, and lists may be incomplete: only who says so again and again is believed.
    private static readonly TimeSpan MissingPatience = TimeSpan.FromHours(1);
    private const int MissingTimes = 4;

    // What Zoom sends may be wrong while it is still at work on it; each try downloads all of it.
    private const int UnfitTimes = 5;

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var recording = await context.Recordings.SingleAsync(recording => recording.Id == job.SubjectId, cancellationToken);
        var waiting = await context.Deliveries
            .Where(delivery => delivery.RecordingId == recording.Id && delivery.State == DeliveryState.Pending)
            .ToListAsync(cancellationToken);
        if (waiting.Count == 0 || recording.Status == RecordingStatus.Gone)
        {
            return;
        }

        await using var announcing = Announce(job, waiting, cancellationToken);
        if (recording.Status != RecordingStatus.Staged)
        {
            await StageAsync(job, recording, announcing, cancellationToken);
        }

        await FitAsync(job, recording, waiting, announcing, cancellationToken);
    }

    /// <inheritdoc />
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        if (status is not (JobStatus.Dead or JobStatus.Cancelled))
        {
            return;
        }

        if (status == JobStatus.Cancelled)
        {
            var recording = await context.Recordings.SingleAsync(recording => recording.Id == job.SubjectId, cancellationToken);
            recording.Status = RecordingStatus.Gone;
        }

        var waiting = await context.Deliveries
            .Where(delivery => delivery.RecordingId == job.SubjectId && delivery.State == DeliveryState.Pending)
            .ToListAsync(cancellationToken);
        foreach (var delivery in waiting)
        {
            delivery.State = status == JobStatus.Dead ? DeliveryState.Failed : DeliveryState.Cancelled;
            delivery.FailedBy = job.Id;
            FailureNotices.Add(context, failure, delivery, job.TenantId);
        }
    }

    private static double Share(long bytes, Recording recording) => recording.Size is > 0 and var size ? (double)bytes / size : 0;

    private static string ContentType(Recording recording) => recording.IsVideo ? "video/mp4" : "audio/mp4";

    // What waited is announced when its turn has come.
    private LateAnnouncement.Pending? Announce(JobLease job, List<Delivery> waiting, CancellationToken cancellationToken) =>
        job.OrderAt is null ? lateAnnouncement.Begin(job, waiting, cancellationToken) : null;

    /// <summary>Stages, and saves that: converting may fail, and is not to cause another download.</summary>
    private async Task StageAsync(
        JobLease job, Recording recording, LateAnnouncement.Pending? announcing, CancellationToken cancellationToken)
    {
        // A name of this attempt's own: a worker that lost its lease can neither overwrite nor remove another's object.
        var key = MediaKeys.ForRecording(recording.Id, job.Token);
        var (stored, duration) = await CopyAsync(job, recording, key, announcing, cancellationToken);
        recording.Status = RecordingStatus.Staged;
        recording.MediaKey = key;
        recording.Size = stored.Size;
        recording.Sha256 = stored.Sha256;
        recording.DurationMilliseconds = (long?)duration?.TotalMilliseconds;
        recording.StagedAt = time.GetUtcNow();
        recording.UnfitTimes = 0;
        try
        {
            await job.SaveAsync(context, cancellationToken);
        }
        catch
        {
            await RemoveAsync(key);
            throw;
        }

        LogStaged(recording.Id, stored.Size);
    }

    private async Task FitAsync(
        JobLease job, Recording recording, List<Delivery> waiting, LateAnnouncement.Pending? announcing, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> made = [];
        try
        {
            if (await fitter.FindAsync(recording, cancellationToken) is null)
            {
                made = await fitter.FitAsync(
                    job, recording, done => announcing?.Report(RecordingText.Converting, done), cancellationToken);
            }
        }
        catch (FileNotFoundException exception)
        {
            // Lost, or expired in this moment: fetched again.
            recording.Status = RecordingStatus.Pending;
            recording.MediaKey = null;
            await job.SaveAsync(context, cancellationToken);
            throw new JobFailedException(FailureKind.Transient, "The staged recording is no longer there.", innerException: exception);
        }

        try
        {
            // An announcement that is being made is finished first: the deliveries, once they are queued, would make another.
            if (announcing is not null)
            {
                await announcing.DisposeAsync();
            }

            await CompleteAsync(job, waiting, cancellationToken);
        }
        catch
        {
            foreach (var key in made)
            {
                await RemoveAsync(key);
            }

            throw;
        }
    }

    private Task CompleteAsync(JobLease job, List<Delivery> waiting, CancellationToken cancellationToken) =>
        job.CompleteAsync(context, token => HandOnAsync(job, waiting, token), cancellationToken);

    private async Task HandOnAsync(JobLease job, List<Delivery> waiting, CancellationToken cancellationToken)
    {
        foreach (var delivery in waiting.OrderBy(delivery => delivery.Id))
        {
            job.GoOnWith(await JobQueue.AddUnlessOpenAsync(
                context, JobKind.DeliverRecording, delivery.Id, job.TenantId, job.OrderAt, cancellationToken));
        }
    }

    private async Task<(StoredMedia Stored, TimeSpan? Duration)> CopyAsync(
        JobLease job, Recording recording, string key, LateAnnouncement.Pending? announcing, CancellationToken cancellationToken)
    {
        metrics.DownloadStarted();
        try
        {
            var stored = await ZoomFailures.TranslateAsync(job, async () =>
            {
                await using var content = new MeasuredStream(
                    await OpenAsync(job, recording, cancellationToken), passed => announcing?.Report(RecordingText.Fetching, Share(passed, recording)));
                return (await media.SaveAsync(key, content, ContentType(recording), cancellationToken), content.Duration);
            });
            metrics.DownloadSucceeded();
            return stored;
        }
        catch (JobFailedException exception) when (exception.InnerException is ZoomApiException { Kind: ZoomFailureKind.Damaged })
        {
            metrics.DownloadFailed();
            throw await UnfitAsync(job, recording, exception, cancellationToken);
        }
        catch
        {
            metrics.DownloadFailed();
            throw;
        }
    }

    /// <summary>
    /// With the download token that Zoom has just made; where that is refused, with a fresh address and the owner's own token.
    /// </summary>
    private async Task<Stream> OpenAsync(JobLease job, Recording recording, CancellationToken cancellationToken)
    {
        var meeting = await context.Meetings.AsNoTracking().SingleAsync(meeting => meeting.Id == recording.MeetingId, cancellationToken);
        var (found, file) = await FindAsync(job, meeting, recording, cancellationToken);
        try
        {
            var token = found.DownloadToken ?? (await vault.GetAsync(meeting.ConnectionId, cancellationToken)).Value;
            return await downloader.OpenAsync(file.DownloadUrl!, token, file.Size, cancellationToken);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.TokenRefused && found.DownloadToken is not null)
        {
            LogTokenRefused(recording.Id);
            (_, file) = await FindAsync(job, meeting, recording, cancellationToken);
            var token = await vault.GetAsync(meeting.ConnectionId, cancellationToken);
            return await downloader.OpenAsync(file.DownloadUrl!, token.Value, file.Size, cancellationToken);
        }
    }

    private async Task<(MeetingRecordings Found, RecordingFile File)> FindAsync(
        JobLease job, Meeting meeting, Recording recording, CancellationToken cancellationToken)
    {
        MeetingRecordings found;
        try
        {
            found = await zoom.GetRecordingsAsync(meeting.ConnectionId, meeting.MeetingUuid, cancellationToken);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording)
        {
            throw await MissingAsync(job, recording, "Zoom has no recording of the meeting any more.", cancellationToken);
        }

        if (found.Files.Concat(found.SpeakerFiles).FirstOrDefault(file => file.Key == recording.FileId) is not { } file)
        {
            throw await MissingAsync(job, recording, "Zoom no longer lists the file.", cancellationToken);
        }

        await NoteFoundAsync(job, recording, cancellationToken);
        return file is { IsCompleted: true, DownloadUrl: not null }
            ? (found, file)
            : throw ZoomFailures.NotReady(job, "Zoom is processing the file.");
    }

    private async Task NoteFoundAsync(JobLease job, Recording recording, CancellationToken cancellationToken)
    {
        if (recording.MissingTimes > 0)
        {
            recording.MissingSince = null;
            recording.MissingTimes = 0;
            await job.SaveAsync(context, cancellationToken);
        }
    }

    /// <summary>Notes that what was there before is not, and says whether that is to be believed.</summary>
    private async Task<JobFailedException> MissingAsync(
        JobLease job, Recording recording, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        recording.MissingSince ??= now;
        recording.MissingTimes++;
        await job.SaveAsync(context, cancellationToken);
        return recording.MissingTimes >= MissingTimes && now - recording.MissingSince >= MissingPatience
            ? new JobFailedException(FailureKind.Gone, reason)
            : ZoomFailures.NotReady(job, reason);
    }

    /// <summary>Notes that what came is not what was announced, and says whether that is to be believed. Once it is, a replay begins anew.</summary>
    private async Task<JobFailedException> UnfitAsync(
        JobLease job, Recording recording, JobFailedException failed, CancellationToken cancellationToken)
    {
        var times = recording.UnfitTimes + 1;
        recording.UnfitTimes = times < UnfitTimes ? times : 0;
        await job.SaveAsync(context, cancellationToken);
        return times < UnfitTimes
            ? new JobFailedException(FailureKind.Transient, failed.Failure.Reason, TimeSpan.FromMinutes(Math.Pow(4, times - 1)), failed)
            : new JobFailedException(FailureKind.Permanent, failed.Failure.Reason, innerException: failed);
    }

    // Best effort: what stays behind is swept.
    private async Task RemoveAsync(string key)
    {
        using var bound = new CancellationTokenSource(CleanUpPatience, time);
        try
        {
            await media.DeleteAsync(key, bound.Token);
        }
        catch (Exception exception)
        {
            LogNotRemoved(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "Recording {RecordingId} is staged ({Size} bytes)")]
    private partial void LogStaged(long recordingId, long size);

    [LoggerMessage(LogLevel.Information, "Zoom refused the download token of recording {RecordingId}: trying the owner's token")]
    private partial void LogTokenRefused(long recordingId);

    [LoggerMessage(LogLevel.Warning, "An object of a lost lease was not removed ({Reason}): it will be swept")]
    private partial void LogNotRemoved(string reason);
}
