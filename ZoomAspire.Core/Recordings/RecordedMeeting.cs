using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>A meeting with a recording, as its owner sees it: what Zoom lists of it, and what we know.</summary>
/// <param name="MeetingId">Our key; null for one that only Zoom knows.</param>
/// <param name="ConnectionId">The connection through which it is read.</param>
/// <param name="MeetingUuid">The meeting instance.</param>
/// <param name="Topic">Topic as the host wrote it: untrusted text; may be empty.</param>
/// <param name="StartTime">When it began, if that is known.</param>
/// <param name="Length">How long it is as Zoom says; zero for unknown.</param>
/// <param name="State">How it stands, of all its recordings together.</param>
public sealed record RecordedMeeting(
    long? MeetingId,
    long ConnectionId,
    MeetingUuid MeetingUuid,
    string Topic,
    DateTimeOffset? StartTime,
    TimeSpan Length,
    RecordedState State)
{
    /// <summary>Its recordings in their chats, or on their way there: by recording, then by chat.</summary>
    public IReadOnlyList<RecordedDelivery> Deliveries { get; init; } = [];

    /// <summary>The work on it before there are deliveries.</summary>
    public RecordedWork? Work { get; init; }

    /// <summary>What is being done about it, or keeps it waiting, or has ended it, first of all; null where there is nothing to say.</summary>
    public RecordedWork? ForemostWork => Work ?? Deliveries.FirstOrDefault(delivery => delivery.State == State)?.Work;
}

/// <summary>A recording of a meeting in one chat, or on its way there.</summary>
/// <param name="DeliveryId">Our key.</param>
/// <param name="Number">Which of the meeting's recordings it is, from 1.</param>
/// <param name="Destination">The chat.</param>
/// <param name="State">How it stands.</param>
public sealed record RecordedDelivery(long DeliveryId, int Number, DestinationSummary Destination, RecordedState State)
{
    /// <summary>When it came, if it did.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Bytes of the recording, where that is known.</summary>
    public long? Size { get; init; }

    /// <summary>Whether there are notes of it.</summary>
    public bool HasNotes { get; init; }

    /// <summary>Whether the bot may still delete its messages: see <see cref="DeliveryRemoval"/>.</summary>
    public bool CanBeRemoved { get; init; }

    /// <summary>The work on it.</summary>
    public RecordedWork? Work { get; init; }
}

/// <summary>What is being done, or keeps it from being done.</summary>
/// <param name="Step">The step.</param>
/// <param name="Percent">How much of the step is done, where that is known.</param>
/// <param name="Failure">What failed last; null while nothing has.</param>
/// <param name="NextAttemptAt">When it is tried again, where that is by itself.</param>
public sealed record RecordedWork(RecordedStep Step, int? Percent, FailureKind? Failure, DateTimeOffset? NextAttemptAt);

/// <summary>Steps of a recording, as somebody who waits for it may know them.</summary>
public enum RecordedStep
{
    /// <summary>Its turn has not come.</summary>
    Queued,

    /// <summary>Zoom is asked for the files.</summary>
    Asking,

    /// <summary>It comes from Zoom.</summary>
    Fetching,

    /// <summary>Audio is made of it that Telegram takes.</summary>
    Converting,

    /// <summary>It goes to Telegram.</summary>
    Sending,
}

/// <summary>How a recording stands. In the order in which several of one meeting are told as one.</summary>
public enum RecordedState
{
    /// <summary>Being worked on, or about to be.</summary>
    OnItsWay,

    /// <summary>Waits for somebody, or for better times.</summary>
    Waiting,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Stopped by its owner before it came.</summary>
    Stopped,

    /// <summary>Nobody has asked for it: from before connecting, or recovered at Zoom.</summary>
    NotSent,

    /// <summary>In its chat.</summary>
    Delivered,

    /// <summary>Was in its chat; its owner had it removed.</summary>
    Removed,

    /// <summary>Zoom is not done with it.</summary>
    Processing,

    /// <summary>There is no sound in it.</summary>
    WithoutSound,

    /// <summary>Deleted at Zoom.</summary>
    Deleted,
}
