using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>The organisation's Server-to-Server OAuth app (https://developers.zoom.us/docs/internal-apps/s2s-oauth/).</summary>
internal sealed class ZoomOrganizationApp(ZoomOAuthEndpoint endpoint, IOptions<ZoomOrganizationOptions> options) : IOrganizationApp
{
    public string Provider => ZoomProvider.Name;

    public bool IsConfigured => options.Value.IsConfigured;

    public string ClientId => options.Value.ClientId;

    public string AccountId => options.Value.AccountId;

    public async Task<OrganizationGrant> GrantAsync(CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "account_credentials", ["account_id"] = AccountId };
        var (answer, _) = await endpoint.PostAsync("token", new AppCredentials(ClientId, options.Value.ClientSecret), form, cancellationToken);
        return answer.Text("access_token") is { } accessToken && ZoomOAuthEndpoint.Lifetime(answer) is { } lifetime
            ? new OrganizationGrant(accessToken, lifetime, answer.Text("scope") ?? "", answer.Text("api_url"))
            : throw ZoomOAuthEndpoint.Malformed();
    }
}
