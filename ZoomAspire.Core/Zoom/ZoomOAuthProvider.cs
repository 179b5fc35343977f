using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>The app that users authorise (https://developers.zoom.us/docs/integrations/oauth/), and <c>GET /users/me</c>.</summary>
internal sealed class ZoomOAuthProvider(ZoomOAuthEndpoint endpoint, IOptions<ZoomOptions> options, ZoomHostList hosts) : IOAuthProvider
{
    public string Name => ZoomProvider.Name;

    public string ClientId => options.Value.ClientId;

    /// <summary>90 days (https://developers.zoom.us/docs/integrations/oauth/).</summary>
    public TimeSpan RefreshTokenLifetime { get; } = TimeSpan.FromDays(90);

    public IReadOnlyList<ScopeNeed> MissingFrom(string scopes) => ZoomScopes.MissingFrom(scopes);

    public Uri AuthorizeUri(string state, string codeChallenge) => new(QueryHelpers.AddQueryString(
        $"{options.Value.OAuthBaseUrl.TrimEnd('/')}/oauth/authorize",
        new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = options.Value.Redirect,
            ["state"] = state,
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = "S256",
        }));

    public Uri ApiUrl(string? granted) =>
        Uri.TryCreate(granted, UriKind.Absolute, out var address) && address.PathAndQuery == "/" && hosts.Allows(address)
            ? address
            : new Uri(options.Value.ApiBaseUrl);

    public Task<TokenGrant> ExchangeAsync(string code, string codeVerifier, CancellationToken cancellationToken) => GrantAsync(
        new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.Value.Redirect,
            ["code_verifier"] = codeVerifier,
        },
        cancellationToken);

    public Task<TokenGrant> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => GrantAsync(
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancellationToken);

    public Task RevokeAsync(string accessToken, CancellationToken cancellationToken) =>
        endpoint.PostAsync("revoke", Credentials, new Dictionary<string, string> { ["token"] = accessToken }, cancellationToken);

    public async Task<ProviderProfile> GetProfileAsync(AccessToken token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(token.ApiUrl, "/v2/users/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var (answer, _) = await endpoint.SendAsync("getProfile", request, cancellationToken);
        return ZoomProfile.TryRead(answer) is { AccountId: { } accountId } profile
            ? profile.ToProviderProfile(accountId)
            : throw ZoomOAuthEndpoint.Malformed();
    }

    private async Task<TokenGrant> GrantAsync(Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var (answer, date) = await endpoint.PostAsync("token", Credentials, form, cancellationToken);
        return answer.Text("access_token") is { } accessToken && answer.Text("refresh_token") is { } refreshToken &&
            ZoomOAuthEndpoint.Lifetime(answer) is { } lifetime
                ? new TokenGrant(accessToken, refreshToken, lifetime, answer.Text("scope") ?? "", answer.Text("api_url")) { Date = date }
                : throw ZoomOAuthEndpoint.Malformed();
    }

    private AppCredentials Credentials => new(options.Value.ClientId, options.Value.ClientSecret);
}
