namespace ZoomAspire.Core.Audit;

/// <summary>
/// The key with which the database makes a person's pseudonyms for the audit log. It goes with the user's row: from then on no line
/// can be tied to the person.
/// </summary>
public sealed class AuditKey
{
    /// <summary>The user.</summary>
    public required long UserId { get; init; }

    /// <summary>32 random bytes, made by the database.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The pseudonym under which lines name the user.</summary>
    public required string Person { get; init; }
}
