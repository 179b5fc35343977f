using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// A provider of recordings to which users connect with OAuth 2.0 (RFC 6749, authorisation code with PKCE). Every method that
/// asks it fails with <see cref="OAuthException"/>, within bounded time.
/// </summary>
internal interface IOAuthProvider
{
    /// <summary>Name as stored in the database.</summary>
    string Name { get; }

    /// <summary>Our client id there.</summary>
    string ClientId { get; }

    /// <summary>How long a refresh token lives unused.</summary>
    TimeSpan RefreshTokenLifetime { get; }

    /// <summary>What will not work with these granted scopes, space-separated; nothing where the provider did not say which it granted.</summary>
    IReadOnlyList<ScopeNeed> MissingFrom(string scopes);

    /// <summary>The consent page for one flow.</summary>
    Uri AuthorizeUri(string state, string codeChallenge);

    /// <summary>The base address of the API for a user: what the provider granted if it may be trusted with tokens, else the default.</summary>
    Uri ApiUrl(string? granted);

    /// <summary>Exchanges a code for the first token pair.</summary>
    Task<TokenGrant> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken);

    /// <summary>Exchanges a refresh token for the next pair; the old pair may be dead afterwards, whatever comes back.</summary>
    Task<TokenGrant> RefreshAsync(string refreshToken, CancellationToken cancellationToken);

    /// <summary>Revokes the grant behind an access token.</summary>
    Task RevokeAsync(string accessToken, CancellationToken cancellationToken);

    /// <summary>Whose token it is.</summary>
    Task<ProviderProfile> GetProfileAsync(AccessToken token, CancellationToken cancellationToken);
}

/// <summary>A token response.</summary>
/// <param name="AccessToken">The new access token.</param>
/// <param name="RefreshToken">The new refresh token.</param>
/// <param name="Lifetime">How long the access token is good for.</param>
/// <param name="Scopes">Granted scopes, space-separated.</param>
/// <param name="ApiUrl">The API host for this user as the provider named it; not yet checked.</param>
internal sealed record TokenGrant(string AccessToken, string RefreshToken, TimeSpan Lifetime, string Scopes, string? ApiUrl)
{
    /// <summary>When the provider answered, by its own clock; null if it did not say.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Shows no token.</summary>
    public override string ToString() => nameof(TokenGrant);
}

/// <summary>The user behind a token.</summary>
/// <param name="UserId">Id at the provider.</param>
/// <param name="AccountId">The provider's account (organisation).</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="TimeZone">Time zone as the provider writes it.</param>
/// <param name="HasCloudRecording">Whether the user's plan records to the cloud; null if the provider does not say.</param>
internal sealed record ProviderProfile(
    ZoomUserId UserId, string AccountId, string? Email, string? DisplayName, string? TimeZone, bool? HasCloudRecording);
