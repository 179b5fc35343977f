namespace ZoomAspire.Core.Accounts;

/// <summary>
/// A token pair that nobody uses and the provider has still to revoke: taken from its connection in the same transaction, or fresh from
/// a code and not stored with an account. The latter renews the connection of whoever approved, if there is one. Deleted as soon as the
/// provider has revoked it, refuses it as dead, or its life is over. Says nothing readable of whose it is.
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

    /// <summary>When it was written down, by the clock that all processes share; null for rows from before this was noted.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the owner approved, by the provider's clock; null for rows from before this was noted.</summary>
    public DateTimeOffset? AuthorizedAt { get; init; }

    /// <summary>The flow whose code gave the pair, as long as it may still renew a connection; null for a pair that was a connection's.</summary>
    public Guid? FlowId { get; init; }

    /// <summary>Granted scopes of a flow's pair.</summary>
    public string? Scopes { get; set; }

    /// <summary>The API host of a flow's pair.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>SHA-256 of the user's id at the provider, where it is known: finds a connection that has replaced the pair.</summary>
    public byte[]? ExternalUserHash { get; set; }

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
