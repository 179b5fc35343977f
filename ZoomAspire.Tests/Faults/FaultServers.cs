using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using StackExchange.Redis;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>A real Postgres, Redis and S3 store of the suite's own, to be killed and started again.</summary>
internal sealed class FaultServers(string directory, Lifeline lifeline)
{
    private const string Database = "zoomaspire";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _scripts = ScriptsAbove(AppContext.BaseDirectory);
    private readonly int _monitorPort = Ports.TakeRow(40);
    private Process? _redis;

    public int PostgresPort { get; } = Ports.Take();

    public int RedisPort { get; } = Ports.Take();

    public int MediaPort { get; } = Ports.Take();

    /// <summary>Password of Postgres and of Redis, and secret key of the store: in no log.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>The suite's own connection, which no fault touches.</summary>
    public string Postgres => PostgresAt(PostgresPort, "suite");

    public async Task StartAsync()
    {
        StartServer("s3", [MediaPort, _monitorPort], ("ACCESS_KEY", Password[..20]), ("SECRET_KEY", Password));
        await Task.WhenAll(StartPostgresAsync(), StartRedisAsync());
        await Eventually.HoldsAsync(
            () => File.Exists(Path.Combine(directory, "s3", "ready")) && Listens(MediaPort), "the S3 store listens", Patience);
    }

    public string PostgresAt(int port, string applicationName) =>
        $"Host=127.0.0.1;Port={port};Username=app;Password={Password};Database={Database};Application Name={applicationName}";

    public string RedisAt(int port) => $"127.0.0.1:{port},password={Password},abortConnect=false";

    public string MediaAt(int port) =>
        $"Endpoint=http://127.0.0.1:{port};AccessKey={Password[..20]};SecretKey={Password};Bucket=zoomaspire";

    /// <summary>SIGKILL, and up again.</summary>
    public async Task RestartPostgresAsync()
    {
        var file = Path.Combine(directory, "postgres", "data", "postmaster.pid");
        using var server = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(file))[0], CultureInfo.InvariantCulture));
        server.Kill();
        await StartPostgresAsync();
    }

    /// <summary>SIGKILL, and up again.</summary>
    public async Task RestartRedisAsync()
    {
        _redis!.Kill();
        await _redis.WaitForExitAsync();
        await StartRedisAsync();
    }

    /// <summary>Everything that Redis knows is gone.</summary>
    public Task FlushRedisAsync() => WithRedisAsync(redis => redis.ExecuteAsync("FLUSHALL"));

    /// <summary>The time of the bot's lease passes at once.</summary>
    public Task EndPollerLeaseAsync(string botId) => WithRedisAsync(redis => redis.KeyDeleteAsync($"zoomaspire:bot:{botId}:poller"));

    private static string ScriptsAbove(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "local", "services.sh")))
            {
                return Path.Combine(folder, "local");
            }
        }

        throw new InvalidOperationException("The scripts of local/ were not found above the tests.");
    }

    private static bool Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task WithRedisAsync(Func<IDatabase, Task> act)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisAt(RedisPort));
        await act(redis.GetDatabase());
    }

    private async Task StartPostgresAsync()
    {
        StartServer("postgres", [PostgresPort], ("PASSWORD", Password));
        await Eventually.HoldsAsync(PostgresAnswersAsync, "Postgres answers", Patience);
    }

    private async Task StartRedisAsync()
    {
        _redis = StartServer("redis", [RedisPort], ("PASSWORD", Password));
        await Eventually.HoldsAsync(() => Listens(RedisPort), "Redis listens", Patience);
    }

    private async Task<bool> PostgresAnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(Postgres) { Database = "postgres", Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Process StartServer(string name, int[] ports, params (string Name, string Value)[] secrets)
    {
        string[] arguments =
        [
            Path.Combine(directory, $"{name}.out"), Path.Combine(_scripts, $"{name}.sh"), Path.Combine(directory, name),
            .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture)),
        ];
        var start = new ProcessStartInfo("bash", ["-c", """exec bash "$@" >>"$0" 2>&1""", .. arguments]);
        foreach (var (variable, value) in secrets)
        {
            start.Environment[variable] = value;
        }

        lifeline.MarkServer(start);
        return Process.Start(start)!;
    }
}
