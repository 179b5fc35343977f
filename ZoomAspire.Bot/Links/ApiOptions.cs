using ZoomAspire.Core.Configuration;
using ZoomAspire.ServiceDefaults.Security;

namespace ZoomAspire.Bot.Links;

/// <summary>Where the API is and what opens it for the bot.</summary>
internal sealed class ApiOptions : ISettings
{
    /// <summary>Address of the API, where it is not given by service discovery.</summary>
    [ConfigurationKeyName("API_BASE_URL")]
    public Uri? BaseUrl { get; set; }

    /// <summary>Address of the API's internal port as the AppHost gives it: the only one on which links are made.</summary>
    [ConfigurationKeyName("services:api:internal:0")]
    public Uri? DiscoveredInternal { get; set; }

    /// <summary>Address of the API over https as the AppHost gives it.</summary>
    [ConfigurationKeyName("services:api:https:0")]
    public Uri? DiscoveredHttps { get; set; }

    /// <summary>Address of the API as the AppHost gives it: inside the deployment's own network.</summary>
    [ConfigurationKeyName("services:api:http:0")]
    public Uri? DiscoveredHttp { get; set; }

    /// <summary>
    /// Keys that the API accepts, <c>[name:]key[:scopes]</c>; the bot uses the first that may connect and is not given as a hash.
    /// </summary>
    [ConfigurationKeyName("INTERNAL_API_KEY")]
    public string InternalApiKeys { get; set; } = "";

    /// <summary>Where the API is.</summary>
    public Uri Address => BaseUrl ?? DiscoveredInternal ?? DiscoveredHttps ?? DiscoveredHttp
        ?? throw new InvalidOperationException("The address of the API is not set.");

    /// <summary>The key that the bot shows.</summary>
    public string Key => InternalApiKey.FindPresentable(InternalApiKeys, ApiScopes.Connect) ?? "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if ((BaseUrl ?? DiscoveredInternal ?? DiscoveredHttps ?? DiscoveredHttp) is not { IsAbsoluteUri: true })
        {
            yield return "API_BASE_URL is missing: it must be the address of the API, such as http://localhost:5080.";
        }

        if (Key.Length == 0)
        {
            yield return "INTERNAL_API_KEY is missing: the bot needs a key with the scope connect, of 24 characters or more and not given "
                + "as a hash, to ask the API for links.";
        }
    }
}
