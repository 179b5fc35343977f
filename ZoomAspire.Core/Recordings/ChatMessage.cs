namespace ZoomAspire.Core.Recordings;

/// <summary>
/// A message of ours in a chat. The row is written before the call that sends it, so that after a crash we know what may
/// have been sent.
/// </summary>
public sealed class ChatMessage
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The chat; unique together with purpose, subject and part.</summary>
    public required long DestinationId { get; init; }

    /// <summary>What the message is for.</summary>
    public required ChatMessagePurpose Purpose { get; init; }

    /// <summary>The delivery it belongs to.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>Number of the part where one thing takes several messages, from 0.</summary>
    public int Part { get; init; }

    /// <summary>Telegram's message id, once known.</summary>
    public int? MessageId { get; set; }

    /// <summary>What is known of it.</summary>
    public ChatMessageState State { get; set; }

    /// <summary>How often it was sent, or may have been: calls that were certainly not carried out do not count. 0 once confirmed.</summary>
    public int Sends { get; set; }

    /// <summary>When the row last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What a <see cref="ChatMessage"/> is for.</summary>
public enum ChatMessagePurpose
{
    /// <summary>The one message of a recording: announced as text, then turned into the audio.</summary>
    Announce,

    /// <summary>The audio as a message of its own, on servers that cannot turn text into media.</summary>
    Audio,

    /// <summary>The notes, as a reply to the audio.</summary>
    Notes,

    /// <summary>The transcript as a file, as a reply to the audio.</summary>
    Transcript,
}

/// <summary>What is known of a <see cref="ChatMessage"/>.</summary>
public enum ChatMessageState
{
    /// <summary>The call is about to be made, or was cut off: the message may exist.</summary>
    Sending,

    /// <summary>In the chat as text.</summary>
    Announced,

    /// <summary>In the chat as audio.</summary>
    Delivered,

    /// <summary>Replaced by another message or removed.</summary>
    Removed,
}
