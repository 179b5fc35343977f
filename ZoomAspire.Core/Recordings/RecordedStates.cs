using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Reads from rows how a recording stands.</summary>
internal static class RecordedStates
{
    /// <summary>One that only Zoom knows.</summary>
    public static RecordedMeeting OfListed(long connectionId, MeetingRecordings listed, Tombstones tombstones) => new(
        null,
        connectionId,
        listed.MeetingUuid,
        listed.Topic,
        listed.StartTime,
        LengthOf(listed.DurationMinutes),
        ListedState(listed, tombstones));

    /// <summary>One that we know.</summary>
    public static RecordedMeeting OfKnown(KnownMeetingRows rows, MeetingRecordings? listed, Tombstones tombstones, DateTimeOffset now)
    {
        var meeting = rows.Meeting;
        List<RecordedDelivery> deliveries = [.. rows.Deliveries.Select(known => Of(known, rows, tombstones, now))];
        var (state, work) = deliveries.Count > 0
            ? (deliveries.Min(delivery => delivery.State), null)
            : Undelivered(rows, listed, tombstones, now);
        return new RecordedMeeting(
            meeting.Id,
            meeting.ConnectionId,
            meeting.MeetingUuid,
            listed?.Topic ?? meeting.Topic,
            meeting.StartTime ?? listed?.StartTime,
            LengthOf(listed?.DurationMinutes ?? meeting.DurationMinutes),
            state)
        {
            Deliveries = [.. deliveries.OrderBy(delivery => delivery.Number).ThenBy(delivery => delivery.Destination.DestinationId)],
            Work = work,
        };
    }

    private static TimeSpan LengthOf(int minutes) => TimeSpan.FromMinutes(Math.Max(minutes, 0));

    private static RecordedState ListedState(MeetingRecordings listed, Tombstones tombstones)
    {
        // What was recovered comes when somebody asks for it.
        var files = listed.Files.Where(file => !tombstones.Cover(file, DateTimeOffset.MaxValue)).ToList();
        return (listed.Files.Count, files.Count, RecordingChoice.Of(files, TimeSpan.MaxValue).Files.Count) switch
        {
            ( > 0, 0, _) => RecordedState.Deleted,
            (_, _, > 0) => RecordedState.NotSent,
            _ when files.Exists(file => !file.IsCompleted) => RecordedState.Processing,
            _ => RecordedState.WithoutSound,
        };
    }

    private static (RecordedState State, RecordedWork? Work) Undelivered(
        KnownMeetingRows rows, MeetingRecordings? listed, Tombstones tombstones, DateTimeOffset now)
    {
        if (rows.OpenOf(JobKind.FetchMeeting, rows.Meeting.Id) is { } open)
        {
            return InWork(open, RecordedStep.Asking, now);
        }

        var listedState = listed is null ? null : (RecordedState?)ListedState(listed, tombstones);
        return rows.LatestOf(JobKind.FetchMeeting, rows.Meeting.Id) switch
        {
            { Status: JobStatus.Dead } dead => (RecordedState.Failed, WorkOf(dead, RecordedStep.Asking, now)),
            _ when listedState is { } known and not RecordedState.NotSent => (known, null),
            { Status: JobStatus.Cancelled, FailureKind: FailureKind.Gone } when listedState is null => (RecordedState.Deleted, null),
            { Status: JobStatus.Cancelled } => (RecordedState.Stopped, null),
            _ when listedState is null && tombstones.Of("") == TombstoneState.Deleted => (RecordedState.Deleted, null),
            _ => (RecordedState.NotSent, null),
        };
    }

    private static RecordedDelivery Of(KnownDelivery known, KnownMeetingRows rows, Tombstones tombstones, DateTimeOffset now)
    {
        var (delivery, destination) = (known.Delivery, known.Destination);
        var recording = rows.Recordings.Single(recording => recording.Id == delivery.RecordingId);
        var (state, work) = StateOf(delivery, recording, rows, tombstones, now);
        return new RecordedDelivery(
            delivery.Id,
            1 + rows.Recordings.TakeWhile(other => other.Id != recording.Id).Count(),
            new DestinationSummary(
                destination.Id, destination.ChatId, destination.MessageThreadId, destination.Kind, destination.Title, destination.State)
            {
                TopicName = known.TopicName,
            },
            state)
        {
            DeliveredAt = delivery.DeliveredAt,
            Size = recording.Size,
            HasNotes = known.HasNotes,
            CanBeRemoved = delivery.State == DeliveryState.Delivered && known.HasAudio && DeliveryRemoval.MayBeAllowed(delivery, destination, now),
            Work = work,
        };
    }

    private static (RecordedState State, RecordedWork? Work) StateOf(
        Delivery delivery, Recording recording, KnownMeetingRows rows, Tombstones tombstones, DateTimeOffset now)
    {
        switch (delivery)
        {
            case { State: DeliveryState.Delivered, WithdrawnAt: null }:
                return (RecordedState.Delivered, null);
            case { State: DeliveryState.Delivered }:
                return (RecordedState.Removed, null);
            case { State: DeliveryState.Cancelled }:
                return (EndedState(delivery, tombstones.Of(recording.FileId)), null);
            case { State: DeliveryState.Failed }:
                return (RecordedState.Failed, FailedWork(delivery, recording, rows, now));
        }

        if (rows.OpenOf(JobKind.DeliverRecording, delivery.Id) is { } deliver)
        {
            return InWork(deliver, RecordedStep.Sending, now);
        }

        return rows.OpenOf(JobKind.StageRecording, recording.Id) is { } stage
            ? InWork(stage, recording.Status == RecordingStatus.Staged ? RecordedStep.Converting : RecordedStep.Fetching, now)
            : (RecordedState.OnItsWay, new RecordedWork(RecordedStep.Queued, null, null, null));
    }

    private static RecordedState EndedState(Delivery delivery, TombstoneState? tombstone) => tombstone switch
    {
        TombstoneState.Deleted => RecordedState.Deleted,
        TombstoneState.Recovered => RecordedState.NotSent,
        _ when delivery.WithdrawnAt is not null => RecordedState.Stopped,
        // A job found it gone. Without one its connection had ended, and it may be at Zoom still.
        _ => delivery.FailedBy is null ? RecordedState.NotSent : RecordedState.Deleted,
    };

    // A job that refused what it had has done its work: the file is to blame.
    private static RecordedWork? FailedWork(Delivery delivery, Recording recording, KnownMeetingRows rows, DateTimeOffset now)
    {
        var letter = rows.Jobs.LastOrDefault(job => job.Id == delivery.FailedBy) ??
            rows.LatestOf(JobKind.DeliverRecording, delivery.Id) ?? rows.LatestOf(JobKind.StageRecording, recording.Id);
        return letter switch
        {
            { Status: JobStatus.Dead, Kind: JobKind.StageRecording } => WorkOf(letter, RecordedStep.Fetching, now),
            { Status: JobStatus.Dead } => WorkOf(letter, RecordedStep.Sending, now),
            { Status: JobStatus.Done } => new RecordedWork(RecordedStep.Converting, null, FailureKind.Permanent, null),
            _ => null,
        };
    }

    private static (RecordedState State, RecordedWork Work) InWork(Job job, RecordedStep step, DateTimeOffset now)
    {
        var waits = job.Status == JobStatus.Parked ||
            (job is { Status: JobStatus.Queued, Failures: > 0, FailureKind: not null } && job.NextAttemptAt > now);
        var work = WorkOf(job, step, now);
        return waits
            ? (RecordedState.Waiting, work)
            : (RecordedState.OnItsWay, job.Status == JobStatus.Running ? work : work with { Step = RecordedStep.Queued });
    }

    private static RecordedWork WorkOf(Job job, RecordedStep step, DateTimeOffset now) => new(
        step,
        job is { Status: JobStatus.Running, ProgressPercent: > 0 } ? job.ProgressPercent : null,
        job.FailureKind,
        job.Status == JobStatus.Queued && job.NextAttemptAt > now ? job.NextAttemptAt : null);
}
