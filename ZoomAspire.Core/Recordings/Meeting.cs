using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>One meeting instance of which we know a recording.</summary>
public sealed class Meeting
{
    /// <summary>Characters of <see cref="Topic"/>.</summary>
    internal const int MaxTopicLength = 1024;

    /// <summary>Characters of <see cref="TimeZone"/>: a longer name is none.</summary>
    internal const int MaxTimeZoneLength = 64;

    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>Provider name; unique together with <see cref="MeetingUuid"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The uuid of the instance.</summary>
    public required MeetingUuid MeetingUuid { get; init; }

    /// <summary>The meeting number: 64-bit, shared by all instances of a series.</summary>
    public long ZoomMeetingId { get; set; }

    /// <summary>The host.</summary>
    public required ZoomUserId OwnerZoomUserId { get; init; }

    /// <summary>The connection through which we read it.</summary>
    public required long ConnectionId { get; set; }

    /// <summary>
    /// Whose history it is: the owner of the connection when we first heard of it, for whom alone its recordings are. Null for rows
    /// written before this was noted: see <see cref="MeetingOwners"/>.
    /// </summary>
    public long? UserId { get; init; }

    /// <summary>Topic as the host wrote it: untrusted text.</summary>
    public string Topic { get; set; } = "";

    /// <summary>When the meeting began.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>IANA time zone of the meeting, null where Zoom gave none.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Length in minutes as Zoom rounds it.</summary>
    public int DurationMinutes { get; set; }

    /// <summary>When Zoom deletes its recordings by itself, if its settings say so.</summary>
    public DateTimeOffset? ZoomDeletesAt { get; set; }

    /// <summary>How many files of single speakers' audio Zoom has of it.</summary>
    public int SpeakerFiles { get; set; }

    /// <summary>When we first heard of it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When what is personal of it was erased because its connection moved to another owner; null otherwise.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>Whether its recordings come without a sound: one line told of many at once.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>
    /// Whether all that is known of it is an event that contradicts what we know, or that only the organisation's app vouches for: it is
    /// then nobody's for certain, and whoever it really belongs to takes its row.
    /// </summary>
    public bool IsContradicted { get; set; }

    /// <summary>When its owner last asked for its recording: what was recovered at Zoom before that comes then. Null if never.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    /// <summary>Why its recordings do not come by themselves; null if they do, or were asked for (<see cref="AskedAt"/>).</summary>
    public Withheld? Withheld { get; set; }

    /// <summary>The whole month with which it came, or comes; null where it was not asked for so.</summary>
    public long? BackfillId { get; set; }

    /// <summary>When its owner was to be told that its recording cannot be fetched; null if never, or if it was asked for since.</summary>
    public DateTimeOffset? FailureToldAt { get; set; }
}

/// <summary>Why recordings of a <see cref="Meeting"/> do not come by themselves. Nothing of them is fetched.</summary>
public enum Withheld
{
    /// <summary>Its owner is asked whether they shall come, and has not answered.</summary>
    Asked,

    /// <summary>Its owner does not want them: by a rule, or by the answer.</summary>
    Skipped,
}
