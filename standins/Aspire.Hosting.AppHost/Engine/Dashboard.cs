using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Engine;

/// <summary>The real Aspire dashboard, from its npm package; where npm is missing the system runs without it.</summary>
internal sealed class Dashboard : IDisposable
{
    private const string Package = "@microsoft/aspire-cli-linux-x64";
    private const string Version = "13.5.4";

    private static readonly string Folder = CacheFolder();
    private static readonly string Binary = Path.Combine(Folder, "node_modules", Package, "bin", "aspire");

    private readonly CancellationTokenSource _stopping = new();
    private Task _run = Task.CompletedTask;

    private Dashboard(string? otlpEndpoint) => OtlpEndpoint = otlpEndpoint;

    /// <summary>Where services send their telemetry (gRPC), or null without a dashboard.</summary>
    public string? OtlpEndpoint { get; }

    public static Dashboard Start(DistributedApplicationOptions options, IConfiguration configuration, ConsoleLog log)
    {
        var frontend = configuration["ASPNETCORE_URLS"]?.Split(';')[0] ?? "http://localhost:18888";
        var otlp = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? "http://localhost:18889";
        if (options.DisableDashboard)
        {
            return new Dashboard(null);
        }

        if (!File.Exists(Binary) && !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static d => File.Exists(Path.Combine(d, "npm"))))
        {
            log.Write("No dashboard: it comes from npm, which is not installed.");
            return new Dashboard(null);
        }

        var dashboard = new Dashboard(otlp);
        dashboard._run = dashboard.RunAsync(frontend, otlp, configuration, log);
        return dashboard;
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _run;
    }

    public void Dispose() => _stopping.Dispose();

    private static string CacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Path.GetTempPath(), ".cache");
        return Path.Combine(cache, "zoomaspire", $"aspire-cli-{Version}");
    }

    private async Task RunAsync(string frontend, string otlp, IConfiguration configuration, ConsoleLog log)
    {
        if (!File.Exists(Binary) && !await InstallAsync(log))
        {
            return;
        }

        var http = configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] ?? "http://localhost:18890";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Folder,
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
        };
        string[] arguments =
        [
            "dashboard", "run", "--allow-anonymous", "--non-interactive", "--nologo",
            "--frontend-url", frontend, "--otlp-grpc-url", otlp, "--otlp-http-url", http,
        ];
        var process = ChildProcess.Start(Binary, arguments, Folder, environment, static _ => { });
        log.Write($"dashboard at {frontend}");
        await EndAsync(process);
        if (!_stopping.IsCancellationRequested)
        {
            log.Write($"The dashboard ended with exit code {await process.Exited}; the system goes on without it.");
        }
    }

    private async Task<bool> InstallAsync(ConsoleLog log)
    {
        log.Write("Installing the dashboard once (about 130 MB)…");
        Directory.CreateDirectory(Folder);
        string[] arguments = ["install", "--prefix", Folder, "--no-audit", "--no-fund", "--ignore-scripts", $"{Package}@{Version}"];
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(static e => (string)e.Key, static e => (string?)e.Value ?? "");
        var npm = ChildProcess.Start("npm", arguments, Folder, environment, static _ => { });
        await EndAsync(npm);
        var installed = await npm.Exited == 0 && File.Exists(Binary);
        if (!installed && !_stopping.IsCancellationRequested)
        {
            log.Write("No dashboard: npm could not install it.");
        }

        return installed;
    }

    private async Task EndAsync(ChildProcess process)
    {
        await Task.WhenAny(process.Exited, Task.Delay(Timeout.Infinite, _stopping.Token));
        await process.StopAsync();
    }
}
