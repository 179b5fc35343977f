namespace ZoomAspire.Core.Audit;

/// <summary>
/// One line of the audit log. The database keeps it append-only: no line is changed, and none is deleted before
/// <see cref="KeepUntil"/>. No tokens, no personal text. Write it with <see cref="AuditLog"/>.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened; see <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it: <c>user</c>, <c>provider</c>, <c>system</c>, <c>operator</c>, <c>integrator</c>, <c>stranger</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>For writing only: the database puts <see cref="Person"/> in its place.</summary>
    public long? UserId { get; init; }

    /// <summary>For writing only: the database puts <see cref="Connection"/> in its place.</summary>
    public long? ConnectionId { get; init; }

    /// <summary>Pseudonym of the person concerned (HMAC-SHA256, hexadecimal), if any; see <see cref="AuditKey"/>.</summary>
    public string? Person { get; private set; }

    /// <summary>Pseudonym of the connection concerned, made with its owner's key; null where it had no owner.</summary>
    public string? Connection { get; private set; }

    /// <summary>From where: the service, and for requests of strangers their network.</summary>
    public string? Source { get; init; }

    /// <summary>A short reason or detail.</summary>
    public string? Detail { get; init; }

    /// <summary>Until when the database refuses to delete it.</summary>
    public DateTimeOffset KeepUntil { get; init; }
}
