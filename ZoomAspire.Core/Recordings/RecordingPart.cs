namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Audio that was made of a recording because the original is not audio, or larger than Telegram takes: one row, or several where even
/// speech quality does not fit into one file. Goes with the staged media.
/// </summary>
public sealed class RecordingPart
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The recording; unique together with <see cref="Part"/>.</summary>
    public required long RecordingId { get; init; }

    /// <summary>Its number, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>Key of the object in the media store.</summary>
    public required string MediaKey { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Milliseconds that it lasts.</summary>
    public required long DurationMilliseconds { get; init; }

    /// <summary>Telegram's <c>file_id</c>, once it has been delivered somewhere.</summary>
    public string? TelegramFileId { get; set; }
}
