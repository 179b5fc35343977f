using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What tells a file that has been entered for delivery from one that has not.</summary>
/// <param name="FileId">Its <see cref="Recording.FileId"/>.</param>
/// <param name="RecordingStart">When its recording began.</param>
/// <param name="RecordingEnd">When it ended.</param>
internal sealed record KnownFile(string FileId, DateTimeOffset? RecordingStart, DateTimeOffset? RecordingEnd)
{
    /// <summary>
    /// Whether the file, or its stretch of the meeting, is this one: a stretch that has come as video before its sound alone was
    /// there does not come again.
    /// </summary>
    public bool Covers(RecordingFile file) => FileId == file.Key || RecordingStretch.Covers(RecordingStart, RecordingEnd, file);
}
