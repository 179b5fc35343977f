using ZoomAspire.Core.Media;

namespace ZoomAspire.Core.Recordings;

/// <summary>A file as it goes into a chat: the original, or a part that was made of it.</summary>
/// <param name="Part">Its number, from 0.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="MediaKey">Key of the object in the media store; null where only Telegram has the file.</param>
/// <param name="Stored">Its size and checksum; null for originals of which the checksum is not known.</param>
/// <param name="Duration">How long it lasts, where that was measured.</param>
/// <param name="Made">The row of a part that was made; null for the original.</param>
internal sealed record AudioPiece(int Part, int Parts, string? MediaKey, StoredMedia? Stored, TimeSpan? Duration, RecordingPart? Made)
{
    /// <summary>The whole of a recording that Telegram has from an earlier delivery, and that is not staged any more.</summary>
    /// <param name="recording">The recording.</param>
    public static AudioPiece AtTelegram(Recording recording) => new(
        0,
        1,
        null,
        null,
        recording.DurationMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        null);

    /// <summary>Whether it is one of several.</summary>
    public bool IsOneOfSeveral => Parts > 1;
}
