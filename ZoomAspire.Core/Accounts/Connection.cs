using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// One account at a provider whose owner has authorised this app. A provider keeps one live token pair per user and app, so
/// there is one row per (provider, client id, external user), whoever owns it at the time.
/// </summary>
public sealed class Connection
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The owner; null while the authorisation has not been finished in Telegram.</summary>
    public long? UserId { get; set; }

    /// <summary>Provider name, <c>zoom</c> today; data, because others will follow.</summary>
    public required string Provider { get; init; }

    /// <summary>The OAuth client that was authorised.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who authorised it: the user, or the organisation.</summary>
    public GrantType GrantType { get; init; }

    /// <summary>The user's id at the provider.</summary>
    public required ZoomUserId ExternalUserId { get; init; }

    /// <summary>The provider's account (organisation) the user belongs to.</summary>
    public required string AccountId { get; set; }

    /// <summary>E-mail address at the provider, if it told us.</summary>
    public string? Email { get; set; }

    /// <summary>Display name at the provider, if it told us.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Sealed access token; see <see cref="TokenVault"/>. Null where linked, and once the connection is revoked.</summary>
    public byte[]? AccessToken { get; set; }

    /// <summary>Sealed refresh token; see <see cref="TokenVault"/>. Null where linked, and once the connection is revoked.</summary>
    public byte[]? RefreshToken { get; set; }

    /// <summary>When the access token ends.</summary>
    public DateTimeOffset AccessTokenExpiresAt { get; set; }

    /// <summary>Granted scopes, space-separated (RFC 6749 section 3.3).</summary>
    public string Scopes { get; set; } = "";

    /// <summary>Whether the plan records to the cloud, as the provider said when the owner last approved; null if it did not.</summary>
    public bool? HasCloudRecording { get; set; }

    /// <summary>The provider's API host for this user (Zoom: <c>api_url</c> of the token response).</summary>
    public string? ApiUrl { get; set; }

    /// <summary>State of the link.</summary>
    public ConnectionStatus Status { get; set; }

    /// <summary>Failed refreshes in a row.</summary>
    public int RefreshErrorCount { get; set; }

    /// <summary>Kind of the last failed refresh, null after a success.</summary>
    public string? LastRefreshError { get; set; }

    /// <summary>When the present tokens came from the provider.</summary>
    public DateTimeOffset? LastRefreshAt { get; set; }

    /// <summary>When an access token was last handed out, to the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When the owner last approved at the provider, by its clock; an older deauthorisation does not count.</summary>
    public DateTimeOffset AuthorizedAt { get; set; }

    /// <summary>
    /// Since when it delivers to its present owner: no sweep goes back before it. Unlike <see cref="AuthorizedAt"/> it does not
    /// move when the same owner approves again; null while pending or ended.
    /// </summary>
    public DateTimeOffset? ConnectedAt { get; set; }

    /// <summary>After failed refreshes: when the provider may be asked again.</summary>
    public DateTimeOffset? RefreshNotBefore { get; set; }

    /// <summary>Since when the owner must approve again; null while the link works.</summary>
    public DateTimeOffset? NeedsReauthSince { get; set; }

    /// <summary>
    /// Since when the user is deactivated at the provider. Such a connection waits in <see cref="ConnectionStatus.NeedsReauth"/>; its
    /// owner cannot approve before somebody else has acted.
    /// </summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Since when the provider refuses the pair of <see cref="RefusedVersion"/>; null once there is a fresh pair.</summary>
    public DateTimeOffset? RefusedAt { get; set; }

    /// <summary>Which <see cref="Version"/> of the pair was refused first; null if none was.</summary>
    public int? RefusedVersion { get; set; }

    /// <summary>When the user was last activated at the provider: what happened before and comes later does not count.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }

    /// <summary>When it ended; null unless revoked.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When everything that was kept of it was erased, after its end.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    /// <summary>Grows with every change of the token pair; compare-and-set guard.</summary>
    public int Version { get; set; }
}

/// <summary>How a <see cref="Connection"/> gets its tokens: OAuth's name of the grant.</summary>
public enum GrantType
{
    /// <summary>The user approved at the provider, and has a token pair of their own (RFC 6749 section 4.1).</summary>
    AuthorizationCode,

    /// <summary>
    /// Linked by the operator of the user's organisation and accepted in Telegram: has no tokens of its own, but uses its
    /// organisation's (<see cref="OrganizationToken"/>).
    /// </summary>
    AccountCredentials,
}

/// <summary>State of a <see cref="Connection"/>.</summary>
public enum ConnectionStatus
{
    /// <summary>Authorised at the provider, not yet finished in Telegram: delivers nothing.</summary>
    Pending,

    /// <summary>Tokens are good.</summary>
    Active,

    /// <summary>The provider refuses the refresh token: the owner must approve again.</summary>
    NeedsReauth,

    /// <summary>Ended by the owner or the provider; no token is left.</summary>
    Revoked,
}
