using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.Bench;

/// <summary>The app at Zoom and the bot of all that is measured, and with what the product's services start. None of it works anywhere else.</summary>
internal static class BenchSettings
{
    public const string BotToken = "123456789:AAbench-token-for-nobody-0000000000000";
    public const string ClientSecret = "bench-client-secret";
    public const string Redirect = "http://127.0.0.1:5080/zoom/callback";

    public static string TokenKeys { get; } = "bench:" + Convert.ToBase64String(new byte[32]);

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A service of the product as it was built beside this one.</summary>
    /// <param name="project">Name of its project.</param>
    public static string AssemblyOf(string project) => Path.Combine(
        AppContext.BaseDirectory.Replace($"bench{Path.DirectorySeparatorChar}ZoomAspire.Bench", project, StringComparison.Ordinal), $"{project}.dll");

    /// <summary>Settings of a service that listens on a port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="simulator">Zoom and Telegram; null where neither is asked.</param>
    public static Dictionary<string, string> Of(int port, BenchSimulator? simulator = null)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Plain http, to the simulator for example, is for Development only.
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = own,
            ["Logging__LogLevel__Default"] = "Warning",
            ["ZOOM_CLIENT_ID"] = SignedWebhooks.ClientId,
            ["ZOOM_CLIENT_SECRET"] = ClientSecret,
            ["ZOOM_WEBHOOK_SECRET"] = SignedWebhooks.Secret,
            ["ZOOM_REDIRECT"] = Redirect,
            ["STATE_SECRET"] = "state-secret-for-benchmarks-0123456789",
            ["TOKEN_ENCRYPTION_KEYS"] = TokenKeys,
            ["INTERNAL_API_KEY"] = "internal-key-for-benchmarks-0123456789",
            ["TELEGRAM_BOT_TOKEN"] = BotToken,
            ["TELEGRAM_LIMITS"] = "false",
            ["PUBLIC_BASE_URL"] = own,
            ["API_BASE_URL"] = own,
        };
        if (simulator is not null)
        {
            settings["ZOOM_OAUTH_BASE_URL"] = settings["ZOOM_API_BASE_URL"] = Base(simulator.Zoom);
            settings["ZOOM_DOWNLOAD_HOSTS"] = $"{simulator.Zoom.Authority},{simulator.Downloads.Authority}";
            settings["TELEGRAM_API_BASE_URL"] = settings["TELEGRAM_LINK_BASE_URL"] = Base(simulator.Telegram);
            settings["TELEGRAM_LOCAL_SERVER"] = "true";
        }

        return settings;
    }

    /// <summary>An address without the slash at its end.</summary>
    public static string Base(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
