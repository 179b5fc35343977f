using System.Net;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Queue;

/// <summary>Where Redis is. The client reads the connection string itself; here it is checked at the start.</summary>
public sealed class RedisOptions : ISettings
{
    /// <summary>Name of the connection string.</summary>
    internal const string ConnectionName = "redis";

    private const string Form = "host:port[,password=…][,option=value…]";

    /// <summary>ConnectionStrings__redis: secret.</summary>
    [ConfigurationKeyName("ConnectionStrings:" + ConnectionName)]
    public string ConnectionString { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return $"ConnectionStrings__redis is missing: it must say where Redis is, as {Form}";
        }
        else if (!IsUsable(ConnectionString))
        {
            yield return $"ConnectionStrings__redis is malformed: it must say where Redis is, as {Form}";
        }
    }

    // Connects to nothing. What the client throws may quote the text.
    private static bool IsUsable(string text)
    {
        try
        {
            var endPoints = ConfigurationOptions.Parse(text).EndPoints;
            return endPoints.Count > 0 && endPoints.All(IsAddress);
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException or InvalidOperationException
            or NotSupportedException)
        {
            return false;
        }
    }

    // The client takes any text for a host, a URL or a password for example.
    private static bool IsAddress(EndPoint endPoint) =>
        endPoint is not DnsEndPoint { Host: var host } || Uri.CheckHostName(host) != UriHostNameType.Unknown;
}
