namespace ZoomAspire.Core.Accounts;

/// <summary>
/// The token of an organisation's app: one for all connections that are linked by it, shared by all processes. There is no refresh
/// token; a fresh one is asked for shortly before its end. Also remembers failures, so that no process asks again too soon.
/// </summary>
public sealed class OrganizationToken
{
    /// <summary>Our key; the sealed token is bound to it.</summary>
    public long Id { get; private set; }

    /// <summary>Provider name; unique together with <see cref="AccountId"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The organisation's account at the provider.</summary>
    public required string AccountId { get; init; }

    /// <summary>The app whose token and whose failures these are.</summary>
    public required string ClientId { get; set; }

    /// <summary>Sealed access token; null as long as there has been none.</summary>
    public byte[]? AccessToken { get; set; }

    /// <summary>When the access token ends.</summary>
    public DateTimeOffset AccessTokenExpiresAt { get; set; }

    /// <summary>Its scopes, space-separated.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>The provider's API host for the account.</summary>
    public string? ApiUrl { get; set; }

    /// <summary>When the present token came from the provider.</summary>
    public DateTimeOffset? LastRefreshAt { get; set; }

    /// <summary>Failed requests for a token in a row.</summary>
    public int RefreshErrorCount { get; set; }

    /// <summary>Kind of the last failure, null after a success.</summary>
    public string? LastRefreshError { get; set; }

    /// <summary>After failures: when the provider may be asked again.</summary>
    public DateTimeOffset? RefreshNotBefore { get; set; }

    /// <summary>Since when the provider refuses the app (deactivated, deleted, another secret); null while it does not.</summary>
    public DateTimeOffset? RefusedSince { get; set; }
}
