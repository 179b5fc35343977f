using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Zoom;

/// <summary>The Zoom app and where Zoom is.</summary>
public sealed class ZoomOptions : ISettings
{
    /// <summary>Client id of the app.</summary>
    [ConfigurationKeyName("ZOOM_CLIENT_ID")]
    public string ClientId { get; set; } = "";

    /// <summary>Client secret of the app.</summary>
    [ConfigurationKeyName("ZOOM_CLIENT_SECRET")]
    public string ClientSecret { get; set; } = "";

    /// <summary>The redirect address registered with the app: our <c>/zoom/callback</c>, character by character.</summary>
    [ConfigurationKeyName("ZOOM_REDIRECT")]
    public string Redirect { get; set; } = "";

    /// <summary>Where <c>/oauth/authorize</c>, <c>/oauth/token</c> and <c>/oauth/revoke</c> are.</summary>
    [ConfigurationKeyName("ZOOM_OAUTH_BASE_URL")]
    public string OAuthBaseUrl { get; set; } = "https://zoom.us";

    /// <summary>Where the API is, for users whose token response names no host of its own.</summary>
    [ConfigurationKeyName("ZOOM_API_BASE_URL")]
    public string ApiBaseUrl { get; set; } = "https://api.zoom.us";

    /// <summary>Hosts to which tokens may be sent; see <see cref="ZoomHostList"/>.</summary>
    [ConfigurationKeyName("ZOOM_DOWNLOAD_HOSTS")]
    public string DownloadHosts { get; set; } = "zoom.us,*.zoom.us";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (ClientId.Length == 0)
        {
            yield return "ZOOM_CLIENT_ID is missing: set it to the client id of the Zoom app.";
        }

        if (ClientSecret.Length == 0)
        {
            yield return "ZOOM_CLIENT_SECRET is missing: set it to the client secret of the Zoom app.";
        }

        if (!IsBaseAddress(Redirect))
        {
            yield return "ZOOM_REDIRECT must be the https address of /zoom/callback that is registered with the Zoom app.";
        }

        if (!IsBaseAddress(OAuthBaseUrl))
        {
            yield return "ZOOM_OAUTH_BASE_URL must be an https address.";
        }

        if (!IsBaseAddress(ApiBaseUrl))
        {
            yield return "ZOOM_API_BASE_URL must be an https address.";
        }

        if (!ZoomHostList.TryParse(DownloadHosts, false, out _))
        {
            yield return "ZOOM_DOWNLOAD_HOSTS must be hosts separated by commas: zoom.us, *.zoom.us, zoom.us:8443.";
        }
    }

    /// <summary>Whether an address uses plain http, which is for loopback addresses in Development only.</summary>
    internal bool UsesPlainHttp =>
        new[] { Redirect, OAuthBaseUrl, ApiBaseUrl }.Any(text => text.StartsWith("http:", StringComparison.OrdinalIgnoreCase));

    private static bool IsBaseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) &&
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) &&
        address is { UserInfo: "", Query: "", Fragment: "" };
}
