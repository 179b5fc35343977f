namespace ZoomAspire.Core.Zoom;

/// <summary>A webhook event that was accepted once. Carries no payload and no token.</summary>
public sealed class WebhookEvent
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>What makes the event the same event, by kind of event: unique.</summary>
    public required string DedupeKey { get; init; }

    /// <summary>Zoom's event name (<c>recording.completed</c>).</summary>
    public required string EventName { get; init; }

    /// <summary>When it happened, by Zoom's <c>event_ts</c>; null where the event has none.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The meeting instance it is about, if any.</summary>
    public MeetingUuid? MeetingUuid { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookOutcome Outcome { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>What became of a webhook event.</summary>
public enum WebhookOutcome
{
    /// <summary>Stored together with a job or an effect.</summary>
    Accepted,

    /// <summary>Seen before.</summary>
    Duplicate,

    /// <summary>A kind of event that we do not use, or one that adds to a recording that we do not know.</summary>
    Ignored,

    /// <summary>About a host who is not connected: nothing is kept.</summary>
    UnknownHost,

    /// <summary>
    /// Names a host of ours with another account than we know: a dead letter for the operator, which keeps nothing but ids.
    /// </summary>
    Contradictory,

    /// <summary>About a recording that was deleted at Zoom, as we heard before: it is not revived.</summary>
    Tombstoned,

    /// <summary>Lacks what its kind must have: nothing is kept, and Zoom is told.</summary>
    Malformed,
}
