using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;

namespace StackExchange.Redis;

/// <summary>The servers to try, in this order.</summary>
public sealed class EndPointCollection : Collection<EndPoint>
{
    public static string? ToString(EndPoint? endpoint) => endpoint switch
    {
        DnsEndPoint dns => dns.Port == 0 ? dns.Host : string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        IPEndPoint { Port: 0 } ip => ip.Address.ToString(),
        _ => endpoint?.ToString(),
    };

    /// <summary>Reads <c>host</c>, <c>host:port</c>, an IP address or <c>[v6]:port</c>; a missing port is 0.</summary>
    public static EndPoint? TryParse(string endpoint)
    {
        if (IPEndPoint.TryParse(endpoint, out var address))
        {
            return address;
        }

        var colon = endpoint.LastIndexOf(':');
        if (colon < 0)
        {
            return endpoint.Length == 0 ? null : new DnsEndPoint(endpoint, 0);
        }

        return colon > 0 && ushort.TryParse(endpoint.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port)
            ? new DnsEndPoint(endpoint[..colon], port)
            : null;
    }

    public void Add(string hostAndPort) => Add(TryParse(hostAndPort)
        ?? throw new ArgumentException($"Could not parse host and port from '{hostAndPort}'.", nameof(hostAndPort)));

    public void Add(string host, int port) => Add(IPAddress.TryParse(host, out var address)
        ? new IPEndPoint(address, port)
        : new DnsEndPoint(host, port));

    public void Add(IPAddress host, int port) => Add(new IPEndPoint(host, port));

    internal EndPoint[] WithDefaultPort(int port) => [.. this.Select(endpoint => endpoint switch
    {
        DnsEndPoint { Port: 0 } dns => new DnsEndPoint(dns.Host, port),
        IPEndPoint { Port: 0 } ip => new IPEndPoint(ip.Address, port),
        _ => endpoint,
    })];
}
