namespace ZoomAspire.Core.Accounts;

/// <summary>
/// An app of one organisation at a provider, which acts for all its users without their approval: who is linked by it has agreed in
/// Telegram instead.
/// </summary>
internal interface IOrganizationApp
{
    /// <summary>Name of the provider as stored in the database.</summary>
    string Provider { get; }

    /// <summary>Whether there is such an app.</summary>
    bool IsConfigured { get; }

    /// <summary>Its client id.</summary>
    string ClientId { get; }

    /// <summary>The organisation's account at the provider.</summary>
    string AccountId { get; }

    /// <summary>Gets a token for the whole account; earlier ones stay good.</summary>
    /// <exception cref="OAuthException">The provider refused or could not be asked.</exception>
    Task<OrganizationGrant> GrantAsync(CancellationToken cancellationToken);
}

/// <summary>A token response without a refresh token.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="Lifetime">How long it is good for.</param>
/// <param name="Scopes">Its scopes, space-separated.</param>
/// <param name="ApiUrl">The API host as the provider named it; not yet checked.</param>
internal sealed record OrganizationGrant(string AccessToken, TimeSpan Lifetime, string Scopes, string? ApiUrl)
{
    /// <summary>Shows no token.</summary>
    public override string ToString() => nameof(OrganizationGrant);
}
