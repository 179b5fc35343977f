namespace ZoomAspire.Core.Recordings;

/// <summary>A whole month of recordings that its owner asked for: those that have never been sent come, oldest first and without a sound.</summary>
public sealed class Backfill
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>Who asked; has one at a time that is running.</summary>
    public required long UserId { get; init; }

    /// <summary>Whose recordings.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>The first day of the month, by the owner's time zone.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>How far it came.</summary>
    public BackfillState State { get; set; }

    /// <summary>How many meetings it brings; null before Zoom was asked.</summary>
    public int? Count { get; set; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended, in whatever way.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>How far a <see cref="Backfill"/> came.</summary>
public enum BackfillState
{
    /// <summary>Begins, or is being worked on.</summary>
    Running,

    /// <summary>Everything has come, or was given up; its owner was told.</summary>
    Done,

    /// <summary>Its owner stopped it, or its connection ended.</summary>
    Cancelled,

    /// <summary>Zoom could not be asked for what there is.</summary>
    Failed,
}
