using Microsoft.Extensions.Configuration;

namespace ZoomAspire.Core.Configuration;

/// <summary>Where users reach us.</summary>
public sealed class PublicOptions : ISettings
{
    /// <summary>PUBLIC_BASE_URL: where users' browsers reach the API; null if they do not.</summary>
    [ConfigurationKeyName("PUBLIC_BASE_URL")]
    public Uri? BaseUrl { get; set; }

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        // Plain http is for this machine: what a link opens is somebody's meeting.
        if (BaseUrl is not null && !(BaseUrl is { IsAbsoluteUri: true, UserInfo: "", Query: "", Fragment: "" } &&
            (BaseUrl.Scheme == Uri.UriSchemeHttps || (BaseUrl.Scheme == Uri.UriSchemeHttp && BaseUrl.IsLoopback))))
        {
            yield return "PUBLIC_BASE_URL must be an https address, such as https://zoom.example.org (http only for this machine).";
        }
    }
}
