using System.Globalization;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using StackExchange.Redis.Configuration;

namespace StackExchange.Redis;

/// <summary>How to connect. Times are in milliseconds, except <see cref="KeepAlive"/>.</summary>
public sealed class ConfigurationOptions : ICloneable
{
    private bool? _abortOnConnectFail;
    private int? _asyncTimeout;

    public event RemoteCertificateValidationCallback? CertificateValidation;

    public DefaultOptionsProvider Defaults { get; set; } = new();

    public EndPointCollection EndPoints { get; init; } = [];

    /// <summary>False: connecting returns without a server too, and goes on trying.</summary>
    public bool AbortOnConnectFail
    {
        get => _abortOnConnectFail ?? Defaults.AbortOnConnectFail;
        set => _abortOnConnectFail = value;
    }

    public bool AllowAdmin { get; set; }

    /// <summary>How long a call may take, counted from the call; the same as <see cref="SyncTimeout"/> unless set.</summary>
    public int AsyncTimeout
    {
        get => _asyncTimeout ?? SyncTimeout;
        set => _asyncTimeout = value;
    }

    public string? ClientName { get; set; }

    /// <summary>How often the first connect is tried when <see cref="AbortOnConnectFail"/> is set.</summary>
    public int ConnectRetry { get; set; } = 3;

    public int ConnectTimeout { get; set; } = 5000;

    public int? DefaultDatabase { get; set; }

    /// <summary>Seconds of silence after which a PING is sent.</summary>
    public int KeepAlive { get; set; } = 60;

    public ILoggerFactory? LoggerFactory { get; set; }

    public string? Password { get; set; }

    /// <summary>RESP2 unless set.</summary>
    public RedisProtocol? Protocol { get; set; }

    public bool Ssl { get; set; }

    /// <summary>The name that the server's certificate must carry; the host connected to unless set.</summary>
    public string? SslHost { get; set; }

    public int SyncTimeout { get; set; } = 5000;

    public string? User { get; set; }

    internal string EffectiveClientName => ClientName ?? Environment.MachineName;

    internal RemoteCertificateValidationCallback? CertificateValidationCallback => CertificateValidation;

    public static ConfigurationOptions Parse(string configuration) => Parse(configuration, ignoreUnknown: false);

    /// <summary>Reads <c>host:port,host:port,option=value,…</c>.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value malformed; values are not repeated.</exception>
    public static ConfigurationOptions Parse(string configuration, bool ignoreUnknown)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new ConfigurationOptions();
        foreach (var part in configuration.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                options.EndPoints.Add(part);
            }
            else if (!options.TrySet(part[..equals].TrimEnd(), part[(equals + 1)..].TrimStart()) && !ignoreUnknown)
            {
                throw new ArgumentException($"Keyword '{part[..equals]}' is not supported.", nameof(configuration));
            }
        }

        return options;
    }

    public ConfigurationOptions Clone() => (ConfigurationOptions)((ICloneable)this).Clone();

    public override string ToString() => ToString(includePassword: true);

    public string ToString(bool includePassword) => string.Join(',', Parts(includePassword));

    object ICloneable.Clone()
    {
        var copy = new ConfigurationOptions { Defaults = Defaults, LoggerFactory = LoggerFactory };
        foreach (var endpoint in EndPoints)
        {
            copy.EndPoints.Add(endpoint);
        }

        copy._abortOnConnectFail = _abortOnConnectFail;
        copy._asyncTimeout = _asyncTimeout;
        (copy.AllowAdmin, copy.ClientName, copy.ConnectRetry) = (AllowAdmin, ClientName, ConnectRetry);
        (copy.ConnectTimeout, copy.DefaultDatabase, copy.KeepAlive) = (ConnectTimeout, DefaultDatabase, KeepAlive);
        (copy.User, copy.Password, copy.Protocol) = (User, Password, Protocol);
        (copy.Ssl, copy.SslHost, copy.SyncTimeout) = (Ssl, SslHost, SyncTimeout);
        copy.CertificateValidation = CertificateValidation;
        return copy;
    }

    private bool TrySet(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "ABORTCONNECT": AbortOnConnectFail = Flag(name, value); break;
            case "ALLOWADMIN": AllowAdmin = Flag(name, value); break;
            case "ASYNCTIMEOUT": AsyncTimeout = Number(name, value); break;
            case "CONNECTRETRY": ConnectRetry = Number(name, value); break;
            case "CONNECTTIMEOUT": ConnectTimeout = Number(name, value); break;
            case "DEFAULTDATABASE": DefaultDatabase = Number(name, value); break;
            case "KEEPALIVE": KeepAlive = Number(name, value); break;
            case "NAME": ClientName = value; break;
            case "PASSWORD": Password = value; break;
            case "PROTOCOL": Protocol = ProtocolOf(name, value); break;
            case "SSL": Ssl = Flag(name, value); break;
            case "SSLHOST": SslHost = value; break;
            case "SYNCTIMEOUT": SyncTimeout = Number(name, value); break;
            case "USER": User = value; break;
            default: return false;
        }

        return true;
    }

    private IEnumerable<string> Parts(bool includePassword)
    {
        foreach (var endpoint in EndPoints)
        {
            yield return EndPointCollection.ToString(endpoint)!;
        }

        var defaults = new ConfigurationOptions();
        (string Name, object? Value, object? Default)[] options =
        [
            ("name", ClientName, null),
            ("keepAlive", KeepAlive, defaults.KeepAlive),
            ("syncTimeout", SyncTimeout, defaults.SyncTimeout),
            ("asyncTimeout", _asyncTimeout, null),
            ("allowAdmin", AllowAdmin, false),
            ("connectTimeout", ConnectTimeout, defaults.ConnectTimeout),
            ("user", User, null),
            ("password", includePassword || string.IsNullOrEmpty(Password) ? Password : "*****", null),
            ("ssl", Ssl, false),
            ("sslHost", SslHost, null),
            ("abortConnect", _abortOnConnectFail, null),
            ("connectRetry", ConnectRetry, defaults.ConnectRetry),
            ("defaultDatabase", DefaultDatabase, null),
            ("protocol", Protocol switch { null => null, RedisProtocol.Resp3 => "resp3", _ => "resp2" }, null),
        ];
        foreach (var (name, value, unlessDefault) in options)
        {
            if (value is not null && !value.Equals(unlessDefault))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
            }
        }
    }

    private static bool Flag(string name, string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => throw new ArgumentException($"Keyword '{name}' requires a boolean value.", nameof(value)),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"Keyword '{name}' requires an integer value.", nameof(value));

    private static RedisProtocol ProtocolOf(string name, string value) => value.ToUpperInvariant() switch
    {
        "2" or "RESP2" => RedisProtocol.Resp2,
        "3" or "RESP3" => RedisProtocol.Resp3,
        _ => throw new ArgumentException($"Keyword '{name}' requires resp2 or resp3.", nameof(value)),
    };
}
