using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Says that a recording was deleted at Zoom, whether we knew it or not: no late or repeated event and no sweep brings it back.
/// Kept for good; carries ids only.
/// </summary>
public sealed class RecordingTombstone
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>Provider name.</summary>
    public required string Provider { get; init; }

    /// <summary>The account whose event said so; it counts for meetings of this account only.</summary>
    public required string AccountId { get; init; }

    /// <summary>The meeting instance.</summary>
    public required MeetingUuid MeetingUuid { get; init; }

    /// <summary>The file, by <see cref="RecordingFileKey"/>; empty for all files of the meeting.</summary>
    public required string FileId { get; init; }

    /// <summary>
    /// Where the file was sound alone and the event said so: when its recording began. What else there is of that stretch does not come in
    /// its place.
    /// </summary>
    public DateTimeOffset? AudioStart { get; init; }

    /// <summary>Whether the event said that the file was a transcript, or captions: what was said does not come in another form then.</summary>
    public bool IsTranscript { get; init; }

    /// <summary>
    /// Whether only the organisation's app has said so, whose secret others hold: gives way to what is said of another account's meeting.
    /// </summary>
    public bool IsClaim { get; set; }

    /// <summary>Where the recording is now.</summary>
    public TombstoneState State { get; set; }

    /// <summary>When that happened at Zoom: the latest event counts, in whatever order they arrive.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>When we first heard of it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What became of a recording with a <see cref="RecordingTombstone"/>.</summary>
public enum TombstoneState
{
    /// <summary>In the trash, or deleted for good.</summary>
    Deleted,

    /// <summary>Back from the trash. It is delivered if somebody asks for it, never by itself.</summary>
    Recovered,
}
