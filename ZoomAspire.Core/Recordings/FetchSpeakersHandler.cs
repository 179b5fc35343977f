using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Brings the separate audio of each speaker to the chat where its recording is, as recordings of their own. May be repeated: what is known
/// does not come again.
/// </summary>
internal sealed class FetchSpeakersHandler(ZoomAspireContext context, ZoomClient zoom, DeliveryTargets targets, TimeProvider time) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(job.SubjectId, cancellationToken);
        if (target is not { IsConnected: true, Delivery.State: DeliveryState.Delivered, Recording.Status: not RecordingStatus.Gone })
        {
            return;
        }

        var connection = await context.Connections.AsNoTracking()
            .SingleAsync(connection => connection.Id == target.Meeting.ConnectionId, cancellationToken);
        var found = await ZoomFailures.TranslateAsync(
            job, () => zoom.GetRecordingsAsync(connection.Id, target.Meeting.MeetingUuid, cancellationToken));
        MeetingBelonging.Demand(found, target.Meeting, connection);
        var files = found.SpeakerFiles.Where(file => IsOf(target.Recording, file)).DistinctBy(file => file.Key).ToList();
        if (files.Count == 0)
        {
            throw new JobFailedException(FailureKind.Gone, "Zoom has no separate audio of the speakers.");
        }

        List<RecordingFile> ready = [.. files.Where(file => file is { IsCompleted: true, DownloadUrl: not null })];
        if (ready.Count == files.Count)
        {
            await job.CompleteAsync(context, token => EnterAsync(job, target, ready, token), cancellationToken);
            return;
        }

        await job.SaveAsync(context, token => EnterAsync(job, target, ready, token), cancellationToken);
        throw ZoomFailures.NotReady(job, "Zoom is still processing the speakers' audio.");
    }

    /// <inheritdoc />
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        // Who asked is told; where the whole recording was deleted meanwhile there is nothing left to tell about.
        if (status is JobStatus.Dead or JobStatus.Cancelled &&
            await targets.FindAsync(job.SubjectId, cancellationToken) is { IsConnected: true, Recording.Status: not RecordingStatus.Gone } target)
        {
            JobQueue.Add(context, JobKind.TellFetchFailed, target.Meeting.Id, job.TenantId);
        }
    }

    // Of a meeting that was recorded in several stretches each has files of its own.
    private static bool IsOf(Recording recording, RecordingFile file) =>
        recording.RecordingStart is null || file.Start is null || RecordingStretch.Covers(recording.RecordingStart, recording.RecordingEnd, file);

    /// <summary>Under the meeting's row lock, so that two jobs of one meeting enter each file once; and not while a deletion is taken in.</summary>
    private async Task EnterAsync(JobLease job, DeliveryTarget target, List<RecordingFile> files, CancellationToken cancellationToken)
    {
        await Tombstones.KeepOutDeletionsAsync(context, target.AccountId, cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM meetings WHERE id = {target.Meeting.Id} FOR UPDATE", cancellationToken);
        var tombstones = await Tombstones.OfAsync(context, target.AccountId, target.Meeting.MeetingUuid, cancellationToken);
        var known = await context.Recordings
            .Where(recording => recording.MeetingId == target.Meeting.Id && recording.RecordingType == RecordingFile.OneSpeakersAudio)
            .ToListAsync(cancellationToken);
        var added = files
            .Where(file => !tombstones.Cover(file, target.Meeting.AskedAt) && !known.Exists(recording => recording.FileId == file.Key))
            .Select(file => Recording.Of(target.Meeting, file, time.GetUtcNow()))
            .ToList();
        context.Recordings.AddRange(added);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var recording in known.Where(recording => files.Exists(file => file.Key == recording.FileId)).Concat(added))
        {
            await EnterAsync(job, target, recording, cancellationToken);
        }
    }

    private async Task EnterAsync(JobLease job, DeliveryTarget target, Recording recording, CancellationToken cancellationToken)
    {
        if (recording.Status == RecordingStatus.Gone || await context.Deliveries.AnyAsync(
            delivery => delivery.RecordingId == recording.Id && delivery.DestinationId == target.Destination.Id, cancellationToken))
        {
            return;
        }

        context.Deliveries.Add(
            new Delivery { RecordingId = recording.Id, DestinationId = target.Destination.Id, RequestedAt = job.CreatedAt });
        await context.SaveChangesAsync(cancellationToken);
        // It stages only what is not staged, for another chat.
        await JobQueue.AddUnlessOpenAsync(context, JobKind.StageRecording, recording.Id, job.TenantId, null, cancellationToken);
    }
}
