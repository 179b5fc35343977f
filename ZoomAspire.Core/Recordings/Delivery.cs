namespace ZoomAspire.Core.Recordings;

/// <summary>One recording on its way to one destination. Unique per pair; the row stays as a tombstone.</summary>
public sealed class Delivery
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>What is delivered.</summary>
    public required long RecordingId { get; init; }

    /// <summary>
    /// Where to; should it turn out that a group may not get it, the private chat of its owner takes the group's place: see
    /// <see cref="GroupPermission"/>.
    /// </summary>
    public required long DestinationId { get; init; }

    /// <summary>How far it came.</summary>
    public DeliveryState State { get; set; }

    /// <summary>The job that gave it up; a replay of that one begins it again. Null for rows from before this was noted.</summary>
    public Guid? FailedBy { get; set; }

    /// <summary>Telegram's <c>file_id</c> of the delivered audio: reusable in further chats of the same bot.</summary>
    public string? TelegramFileId { get; set; }

    /// <summary>When the webhook that caused it was received; start of the delivery latency.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When somebody pressed the button that brings the notes, until they are there; null where nobody waits for them.</summary>
    public DateTimeOffset? NotesAskedAt { get; set; }

    /// <summary>When the audio was visible in the chat.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>
    /// When its owner had it removed from the chat, or stopped it before it came, as <see cref="State"/> tells. It comes again only when it is
    /// asked for. Null otherwise.
    /// </summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}

/// <summary>How far a <see cref="Delivery"/> came.</summary>
public enum DeliveryState
{
    /// <summary>Not yet in the chat.</summary>
    Pending,

    /// <summary>The audio is in the chat.</summary>
    Delivered,

    /// <summary>Given up; the user was told where possible.</summary>
    Failed,

    /// <summary>Ended before it was delivered: the connection or the recording is gone.</summary>
    Cancelled,
}
