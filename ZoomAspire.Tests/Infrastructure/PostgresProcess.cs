using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ZoomAspire.Tests.Infrastructure;

/// <summary>A PostgreSQL of the test's own, to be stopped in every way and started again with its data.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const int Nobody = 65534;

    private static readonly string Binaries = FindBinaries();

    private readonly string _directory = Directory.CreateTempSubdirectory("postgres-test-").FullName;
    private readonly int _port = FreePort();
    private Process? _server;

    private PostgresProcess()
    {
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=app;Database=postgres;Timeout=5;Command Timeout=60";

    public static async Task<PostgresProcess> StartNewAsync()
    {
        var server = new PostgresProcess();
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", $"{Nobody}:{Nobody}", server._directory);
        }

        await RunAsync(Program("initdb", "-D", server.Data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _server?.Dispose();
        _server = Process.Start(Quiet(Program(
            "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off")))!;
        _ = _server.StandardError.ReadToEndAsync();
        _ = _server.StandardOutput.ReadToEndAsync();
        await WaitUntilReadyAsync();
    }

    public bool IsRunning => _server is { HasExited: false };

    public Task WaitUntilReadyAsync() => Eventually.HoldsAsync(AnswersAsync, "PostgreSQL answers");

    /// <summary>INT: sessions are told that an administrator ends them. QUIT: as fast as possible.</summary>
    public async Task StopAsync(string signal)
    {
        await RunAsync("kill", $"-{signal}", _server!.Id.ToString(CultureInfo.InvariantCulture));
        await _server.WaitForExitAsync();
    }

    /// <summary>One session's process is killed, and the server ends all others because of it.</summary>
    public static Task KillSessionAsync(int processId)
    {
        // 0 and below would be groups of processes, our own among them.
        Assert.InRange(processId, 2, int.MaxValue);
        return RunAsync("kill", "-KILL", processId.ToString(CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            await StopAsync("QUIT");
        }

        _server?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    // The server refuses root.
    private static string[] AsNobody =>
        Environment.UserName == "root" ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];

    private static string[] Program(string name, params string[] arguments) => [.. AsNobody, Path.Combine(Binaries, name), .. arguments];

    /// <summary>Where the programs of the newest PostgreSQL on this machine are.</summary>
    public static string FindBinaries() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
                : [])
            .Last(directory => File.Exists(Path.Combine(directory, "initdb")));

    private static ProcessStartInfo Quiet(string[] command) =>
        new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(Quiet(command))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {errors}");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
