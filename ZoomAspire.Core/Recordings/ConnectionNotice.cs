namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Something that the owner of a connection was told about its link. The row is written before the message is sent: no notice is ever
/// sent twice, at the price that one whose fate is unknown after a crash may not have been sent. The next one follows.
/// </summary>
public sealed class ConnectionNotice
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The connection; unique together with kind and <see cref="About"/>.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>What was told.</summary>
    public required ConnectionNoticeKind Kind { get; init; }

    /// <summary>Which time of it: when the notice fell due, or the day of which it warned.</summary>
    public required DateTimeOffset About { get; init; }

    /// <summary>What is known of it.</summary>
    public ConnectionNoticeState State { get; set; }

    /// <summary>When the row last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What a <see cref="ConnectionNotice"/> tells.</summary>
public enum ConnectionNoticeKind
{
    /// <summary>The link is dead: connect again.</summary>
    NeedsReauth,

    /// <summary>Still dead after a day.</summary>
    AfterDay,

    /// <summary>Still dead after a week.</summary>
    AfterWeek,

    /// <summary>Still dead after three weeks: the last one of its kind.</summary>
    AfterThreeWeeks,

    /// <summary>Zoom is about to delete what waits.</summary>
    BeforeDeletion,

    /// <summary>The link works, but has not been refreshed for so long that it will soon be dead.</summary>
    Expiring,

    /// <summary>The user was deactivated at Zoom: everything waits.</summary>
    Paused,
}

/// <summary>What is known of a <see cref="ConnectionNotice"/>.</summary>
public enum ConnectionNoticeState
{
    /// <summary>About to be sent, or cut off: it may have been.</summary>
    Sending,

    /// <summary>Sent.</summary>
    Sent,

    /// <summary>The owner cannot be reached.</summary>
    Undeliverable,
}
