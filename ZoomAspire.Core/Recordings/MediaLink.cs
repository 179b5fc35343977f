namespace ZoomAspire.Core.Recordings;

/// <summary>
/// A link at which a recording's original can be downloaded for a while, without a login: whoever has it, has the file. The token is
/// known by its SHA-256 only.
/// </summary>
public sealed class MediaLink
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The delivery whose recording it opens, and whose owner asked for it.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working: a day after it was made at the latest.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When its owner took it back.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
