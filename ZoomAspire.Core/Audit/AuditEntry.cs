namespace ZoomAspire.Core.Audit;

/// <summary>One line of the append-only audit log. No tokens, no personal text.</summary>
public sealed class AuditEntry
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened: <c>connection.finished</c>, <c>connection.revoked</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>Who did it: <c>user</c>, <c>provider</c>, <c>system</c>, <c>operator</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The user concerned, if any; the row outlives the user.</summary>
    public long? UserId { get; init; }

    /// <summary>The connection concerned, if any; the row outlives the connection.</summary>
    public long? ConnectionId { get; init; }

    /// <summary>A short reason or detail.</summary>
    public string? Detail { get; init; }
}
