namespace ZoomAspire.Core.Recordings;

/// <summary>
/// How far the recordings that a connection has at Zoom have been compared with what came by webhook. One row a connection, gone
/// when it ends.
/// </summary>
public sealed class RecordingSweep
{
    /// <summary>The connection.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>When the next sweep is to begin.</summary>
    public required DateTimeOffset DueAt { get; set; }

    /// <summary>When the last sweep began that came to its end; null if none has.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>How many meetings the last sweep brought that brought any, with those before it of which the owner is still to be told.</summary>
    public int FoundCount { get; set; }
}
