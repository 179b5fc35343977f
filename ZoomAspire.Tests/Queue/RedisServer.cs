using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>A Redis of the test's own, to be flushed, stopped and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private Process? _process;

    public string ConnectionString => $"127.0.0.1:{_port},password=test,abortConnect=false,connectTimeout=500";

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        await server.RestartAsync();
        return server;
    }

    public async Task RestartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server", ["-"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await _process.StandardInput.WriteLineAsync($"bind 127.0.0.1\nport {_port}\nrequirepass test\nsave \"\"\nlogfile /dev/null");
        _process.StandardInput.Close();
        await Eventually.HoldsAsync(AnswersAsync, "Redis listens");
    }

    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
