using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Asks Zoom which files a meeting has, and enters what is to be delivered where. May be repeated: what is known stays.</summary>
internal sealed class FetchMeetingHandler(ZoomAspireContext context, ZoomClient zoom, Withholding withholding, TimeProvider time) : IJobHandler
{
    // Processing takes up to a day: what shows no sound by then has none.
    private static readonly TimeSpan PatienceForSound = TimeSpan.FromHours(24);

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var (meeting, connection, owner) = await FindAsync(job, cancellationToken);
        if (connection.UserId != job.TenantId || MeetingOwners.OwnerOf(meeting, connection) != job.TenantId)
        {
            return; // The account has moved since: neither owner gets what the other had.
        }

        // What it is comes from Zoom: by its event, or by its list; unless only a claim says so.
        if (!meeting.IsContradicted && await withholding.IsWithheldAsync(job, meeting, owner, cancellationToken))
        {
            return;
        }

        var tombstones = await Tombstones.OfAsync(context, connection.AccountId, meeting.MeetingUuid, cancellationToken);
        var found = await ZoomFailures.TranslateAsync(job, () => AskAsync(connection.Id, meeting, tombstones, cancellationToken));
        MeetingBelonging.Demand(found, meeting, connection);
        Update(meeting, found);
        if (await withholding.IsWithheldAsync(job, meeting, owner, cancellationToken))
        {
            return;
        }

        var age = time.GetUtcNow() - job.CreatedAt;
        var files = found.Files.Where(file => !tombstones.Cover(file, meeting.AskedAt)).ToList();
        DemandSomeLeft(found, files);
        var choice = RecordingChoice.Of(files, age);
        if (choice.IsFinal)
        {
            await job.CompleteAsync(
                context,
                async token =>
                {
                    await EnterAsync(job, meeting, connection.AccountId, choice.Files, token);
                    // What there is to read may have been there before: its events then found no recording. Audio goes first.
                    JobQueue.Add(context, JobKind.FetchNotes, meeting.Id, job.TenantId, job.OrderAt ?? meeting.StartTime ?? job.CreatedAt);
                },
                cancellationToken);
            return;
        }

        await job.SaveAsync(context, token => EnterAsync(job, meeting, connection.AccountId, choice.Files, token), cancellationToken);
        throw files.All(file => file is { IsCompleted: true, HasSound: false }) && age >= PatienceForSound
            ? new JobFailedException(FailureKind.Gone, "The recording has no sound.")
            : ZoomFailures.NotReady(job, "Zoom is still processing the recording.");
    }

    /// <inheritdoc />
    public async Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        // Nothing has been announced: nobody but the operator would ever know. Once a meeting, whatever is tried again later. That what
        // was deleted, or has no sound, does not come is news only for who asked for it.
        if (status is JobStatus.Dead or JobStatus.Cancelled && await context.Meetings
            .Where(meeting => meeting.Id == job.SubjectId && meeting.FailureToldAt == null &&
                (status == JobStatus.Dead ||
                    (meeting.AskedAt != null && !context.Recordings.Any(recording => recording.MeetingId == meeting.Id))))
            .ExecuteUpdateAsync(set => set.SetProperty(meeting => meeting.FailureToldAt, time.GetUtcNow()), cancellationToken) > 0)
        {
            JobQueue.Add(context, JobKind.TellFetchFailed, job.SubjectId, job.TenantId);
        }
    }

    private static void DemandSomeLeft(MeetingRecordings found, List<RecordingFile> files)
    {
        if (files.Count == 0 && found.Files.Count > 0)
        {
            throw Deleted();
        }
    }

    private static JobFailedException Deleted(Exception? cause = null) =>
        new(FailureKind.Gone, "The recording has been deleted at Zoom.", innerException: cause);

    private async Task<(Meeting Meeting, Connection Connection, User Owner)> FindAsync(JobLease job, CancellationToken cancellationToken)
    {
        var found = await (
            from meeting in context.Meetings
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            from owner in context.Users.Where(user => user.Id == job.TenantId)
            where meeting.Id == job.SubjectId
            select new { meeting, connection, owner }).SingleAsync(cancellationToken);
        return (found.meeting, found.connection, found.owner);
    }

    // Nothing there is not "not yet" where we know of a deletion.
    private async Task<MeetingRecordings> AskAsync(
        long connectionId, Meeting meeting, Tombstones tombstones, CancellationToken cancellationToken)
    {
        try
        {
            return await zoom.GetRecordingsAsync(connectionId, meeting.MeetingUuid, cancellationToken);
        }
        catch (ZoomApiException exception) when (exception.Kind == ZoomFailureKind.NoRecording && tombstones.Any)
        {
            throw Deleted(exception);
        }
    }

    private static void Update(Meeting meeting, MeetingRecordings found)
    {
        meeting.IsContradicted = false;
        meeting.ZoomMeetingId = found.MeetingNumber;
        meeting.Topic = ColumnText.Cut(found.Topic, Meeting.MaxTopicLength);
        meeting.StartTime = found.StartTime ?? meeting.StartTime;
        meeting.TimeZone = found.TimeZone is { Length: <= Meeting.MaxTimeZoneLength } zone ? zone : meeting.TimeZone;
        meeting.DurationMinutes = found.DurationMinutes;
        meeting.ZoomDeletesAt = found.DeletesAt;
        meeting.SpeakerFiles = found.SpeakerFiles.Count;
    }

    /// <summary>
    /// Under the meeting's row lock, so that two jobs of one meeting enter each file once; and not while a deletion is taken in.
    /// </summary>
    private async Task EnterAsync(
        JobLease job, Meeting meeting, string accountId, IReadOnlyList<RecordingFile> files, CancellationToken cancellationToken)
    {
        var tombstones = await LockAsync(meeting, accountId, cancellationToken);
        var destinations = await RoutedChats.FindAsync(context, meeting, job.TenantId, cancellationToken);
        if (destinations.Count == 0)
        {
            return;
        }

        var known = await context.Recordings
            .Where(recording => recording.MeetingId == meeting.Id && recording.RecordingType != RecordingFile.OneSpeakersAudio)
            .Select(recording => new KnownFile(recording.FileId, recording.RecordingStart, recording.RecordingEnd))
            .ToListAsync(cancellationToken);
        List<Recording> added =
        [
            .. files.DistinctBy(file => file.Key)
                .Where(file => !tombstones.Cover(file, meeting.AskedAt) && !known.Any(other => other.Covers(file)))
                .Select(file => Recording.Of(meeting, file, time.GetUtcNow())),
        ];
        context.Recordings.AddRange(added);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var recording in added)
        {
            context.Deliveries.AddRange(destinations.Select(destination => new Delivery
            {
                RecordingId = recording.Id,
                DestinationId = destination,
                RequestedAt = job.CreatedAt,
            }));
            job.GoOnWith(JobQueue.Add(context, JobKind.StageRecording, recording.Id, job.TenantId, job.OrderAt).Id);
        }
    }

    private async Task<Tombstones> LockAsync(Meeting meeting, string accountId, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(
            Tombstones.KeepOutDeletions(accountId),
            Batches.Command("SELECT 1 FROM meetings WHERE id = $1 FOR UPDATE", meeting.Id),
            Tombstones.Find(accountId, meeting.MeetingUuid));
        await using var found = await batch.ExecuteReaderAsync(cancellationToken);
        await found.NextResultAsync(cancellationToken);
        await found.NextResultAsync(cancellationToken);
        return await Tombstones.ReadAsync(found, accountId, meeting.MeetingUuid, cancellationToken);
    }
}
