using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Asks Zoom which files a meeting has, and enters what is to be delivered where. May be repeated: what is known stays.</summary>
internal sealed class FetchMeetingHandler(ZoomAspireContext context, ZoomClient zoom, TimeProvider time) : IJobHandler
{
    private const int MaxTopicLength = 1024;
    private const int MaxTimeZoneLength = 64;
    private const int MaxFileTypeLength = 32;
    private const int MaxRecordingTypeLength = 64;

    // Processing takes up to a day: what shows no sound by then has none.
    private static readonly TimeSpan PatienceForSound = TimeSpan.FromHours(24);

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var meeting = await context.Meetings.SingleAsync(meeting => meeting.Id == job.SubjectId, cancellationToken);
        var connection = await context.Connections.AsNoTracking()
            .SingleAsync(connection => connection.Id == meeting.ConnectionId, cancellationToken);
        if (connection.UserId != job.TenantId)
        {
            HandToOwner(meeting, connection.UserId);
            return;
        }

        var tombstones = await Tombstones.OfAsync(context, connection.AccountId, meeting.MeetingUuid, cancellationToken);
        var found = await ZoomFailures.TranslateAsync(job, () => AskAsync(connection.Id, meeting, tombstones, cancellationToken));
        DemandBelonging(found, meeting, connection);
        Update(meeting, found);
        var age = time.GetUtcNow() - job.CreatedAt;
        var files = found.Files.Where(file => !tombstones.Cover(file.Key)).ToList();
        DemandSomeLeft(found, files);
        var choice = RecordingChoice.Of(files, age);
        if (choice.IsFinal)
        {
            await job.CompleteAsync(context, token => EnterAsync(job, meeting, connection.AccountId, choice.Files, token), cancellationToken);
            return;
        }

        await job.SaveAsync(context, token => EnterAsync(job, meeting, connection.AccountId, choice.Files, token), cancellationToken);
        throw files.All(file => file.IsCompleted) && age >= PatienceForSound
            ? new JobFailedException(FailureKind.Gone, "The recording has no sound.")
            : ZoomFailures.NotReady(job, "Zoom is still processing the recording.");
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) =>
        // Nothing has been announced; the operator sees dead letters.
        Task.CompletedTask;

    private static void DemandBelonging(MeetingRecordings found, Meeting meeting, Connection connection)
    {
        // Fields may be missing; what is there must match.
        if (found.MeetingUuid != meeting.MeetingUuid || meeting.OwnerZoomUserId != connection.ExternalUserId ||
            (found.HostId is { } host && host != connection.ExternalUserId) || (found.AccountId is { } account && account != connection.AccountId))
        {
            throw new JobFailedException(FailureKind.Permanent, "Zoom answered with another meeting, host or account than asked for.");
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
        meeting.ZoomMeetingId = found.MeetingNumber;
        meeting.Topic = Cut(found.Topic, MaxTopicLength);
        meeting.StartTime = found.StartTime ?? meeting.StartTime;
        meeting.TimeZone = found.TimeZone is { Length: <= MaxTimeZoneLength } zone ? zone : meeting.TimeZone;
        meeting.DurationMinutes = found.DurationMinutes;
    }

    // The account moved while its event was being taken in: whoever has it now would otherwise never hear of the recording.
    private void HandToOwner(Meeting meeting, long? ownerId)
    {
        if (ownerId is { } owner)
        {
            JobQueue.Add(context, JobKind.FetchMeeting, meeting.Id, owner);
        }
    }

    // Never between the halves of a surrogate pair.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>
    /// Under the meeting's row lock, so that two jobs of one meeting enter each file once; and not while a deletion is taken in.
    /// </summary>
    private async Task EnterAsync(
        JobLease job, Meeting meeting, string accountId, IReadOnlyList<RecordingFile> files, CancellationToken cancellationToken)
    {
        await Tombstones.KeepOutDeletionsAsync(context, accountId, cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM meetings WHERE id = {meeting.Id} FOR UPDATE", cancellationToken);
        var tombstones = await Tombstones.OfAsync(context, accountId, meeting.MeetingUuid, cancellationToken);
        var destinations = await context.Routes
            .Where(route => route.ConnectionId == meeting.ConnectionId && route.UserId == job.TenantId)
            .Select(route => route.DestinationId)
            .ToListAsync(cancellationToken);
        if (destinations.Count == 0)
        {
            return;
        }

        var known = await context.Recordings.Where(recording => recording.MeetingId == meeting.Id)
            .Select(recording => new { recording.FileId, recording.RecordingStart })
            .ToListAsync(cancellationToken);
        // A stretch that has come as video before its sound alone was there does not come again.
        List<Recording> added =
        [
            .. files.DistinctBy(file => file.Key).Where(file => !tombstones.Cover(file.Key))
                .Where(file => !known.Any(other => other.FileId == file.Key || (file.Start is { } start && other.RecordingStart == start)))
                .Select(file => NewRecording(meeting, file)),
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
            JobQueue.Add(context, JobKind.StageRecording, recording.Id, job.TenantId);
        }
    }

    private Recording NewRecording(Meeting meeting, RecordingFile file) => new()
    {
        MeetingId = meeting.Id,
        FileId = file.Key,
        FileType = Cut(file.FileType, MaxFileTypeLength),
        RecordingType = file.RecordingType is { } type ? Cut(type, MaxRecordingTypeLength) : null,
        RecordingStart = file.Start,
        RecordingEnd = file.End,
        Size = file.Size,
        CreatedAt = time.GetUtcNow(),
    };
}
