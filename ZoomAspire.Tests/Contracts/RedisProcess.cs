using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ZoomAspire.Tests.Contracts;

/// <summary>A Redis server of the test's own, to be stopped, frozen and started again on the same port.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    public const string Password = "contract-password";

    private readonly string _directory = Directory.CreateTempSubdirectory("redis-contract-").FullName;
    private Process? _process;

    private RedisProcess() => File.WriteAllLines(
        PathOf("redis.conf"),
        ["bind 127.0.0.1", $"dir {_directory}", "appendonly yes", "save \"\"", $"requirepass {Password}"]);

    public int Port { get; } = FreePort();

    /// <summary>Short timeouts: the tests wait for them.</summary>
    public string ConnectionString =>
        $"127.0.0.1:{Port},password={Password},abortConnect=false,syncTimeout=1000,connectTimeout=1000";

    public static async Task<RedisProcess> StartNewAsync()
    {
        var server = new RedisProcess();
        await server.StartAsync();
        return server;
    }

    /// <summary>A server that speaks only TLS, with this certificate and key.</summary>
    public static async Task<RedisProcess> StartNewWithTlsAsync(string certificatePem, string keyPem)
    {
        var server = new RedisProcess();
        var (certificate, key) = (server.PathOf("certificate.pem"), server.PathOf("key.pem"));
        await File.WriteAllTextAsync(certificate, certificatePem);
        await File.WriteAllTextAsync(key, keyPem);
        await server.StartAsync(
            "--port", "0", "--tls-port", server.PortText, "--tls-auth-clients", "no",
            "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate);
        return server;
    }

    public Task StartAsync() => StartAsync("--port", PortText);

    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process!.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The server keeps its connections and answers nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string PortText => Port.ToString(CultureInfo.InvariantCulture);

    private string PathOf(string file) => Path.Combine(_directory, file);

    private async Task StartAsync(params string[] arguments)
    {
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo("redis-server", [PathOf("redis.conf"), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var output = _process.StandardOutput;
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = output.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("redis-server did not start.");
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
