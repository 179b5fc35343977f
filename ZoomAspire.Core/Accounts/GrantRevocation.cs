namespace ZoomAspire.Core.Accounts;

/// <summary>
/// A token pair that nobody uses any more and the provider has still to revoke. Written in the transaction that takes the pair from
/// its connection, deleted as soon as the provider has revoked it, refuses it as dead, or its life is over. Says nothing of whose it is.
/// </summary>
public sealed class GrantRevocation
{
    /// <summary>Our key; the sealed tokens are bound to it.</summary>
    public required Guid Id { get; init; }

    /// <summary>Provider name.</summary>
    public required string Provider { get; init; }

    /// <summary>The OAuth client that was authorised: no other can revoke.</summary>
    public required string ClientId { get; init; }

    /// <summary>
    /// The connection it was taken from; null for a pair that was never stored with one. Where the connection has tokens again, the
    /// provider has replaced this pair by itself. No foreign key: the row may outlive the connection.
    /// </summary>
    public long? ConnectionId { get; init; }

    /// <summary>Sealed access token.</summary>
    public required byte[] AccessToken { get; set; }

    /// <summary>Sealed refresh token.</summary>
    public required byte[] RefreshToken { get; set; }

    /// <summary>When the access token ends.</summary>
    public required DateTimeOffset AccessTokenExpiresAt { get; set; }

    /// <summary>When the refresh token ends at the latest: there is nothing to revoke then.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>How often it was claimed for an attempt.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be claimed before.</summary>
    public required DateTimeOffset NextAttemptAt { get; set; }
}
