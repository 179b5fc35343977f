using System.Globalization;
using Microsoft.AspNetCore.HttpOverrides;
using ZoomAspire.Core.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace ZoomAspire.Api.Security;

/// <summary>
/// Which proxies in front of the API are believed when they say who the client is. Anybody can send <c>X-Forwarded-For</c>: an
/// entry counts only if a trusted proxy has appended it.
/// </summary>
internal sealed class TrustedProxiesOptions : ISettings
{
    private const int MaxHops = 10;

    /// <summary>
    /// TRUSTED_PROXIES: how many proxies stand in front, whatever their addresses (Azure Container Apps: 1), or their networks
    /// (<c>10.0.0.0/8,fd00::/8</c>). 0: none, the header counts for nothing.
    /// </summary>
    [ConfigurationKeyName("TRUSTED_PROXIES")]
    public string Proxies { get; set; } = "0";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Hops is null && Networks is null)
        {
            yield return $"TRUSTED_PROXIES must be a number of proxies from 0 to {MaxHops}, or a list of networks as 10.0.0.0/8,fd00::/8.";
        }
    }

    /// <summary>What the middleware is to believe.</summary>
    public ForwardedHeadersOptions ToForwardedHeaders()
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = Hops is 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the nearest hop on, as long as each is trusted: in number, or by address.
            ForwardLimit = Hops,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Networks ?? [])
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }

    private int? Hops => int.TryParse(Proxies, NumberStyles.None, CultureInfo.InvariantCulture, out var hops) && hops <= MaxHops ? hops : null;

    private List<IPNetwork>? Networks
    {
        get
        {
            var networks = new List<IPNetwork>();
            foreach (var text in Proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!IPNetwork.TryParse(text, out var network))
                {
                    return null;
                }

                networks.Add(network);
            }

            return networks.Count > 0 ? networks : null;
        }
    }
}
