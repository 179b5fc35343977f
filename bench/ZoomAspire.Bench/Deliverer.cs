using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace ZoomAspire.Bench;

/// <summary>Processes that bring recordings from the simulated Zoom into the simulated Telegram when a webhook tells of them.</summary>
internal sealed class Deliverer : IDisposable
{
    private const string ApiProject = "ZoomAspire.Api";
    private const string WorkerProject = "ZoomAspire.Worker";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _processes = [];
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("zoomaspire-bench-");

    private readonly Func<CancellationToken, Task<bool>> _isIdle;

    private Deliverer(string name, int port, Func<CancellationToken, Task<bool>>? isIdle = null)
    {
        Name = name;
        _isIdle = isIdle ?? (_ => Task.FromResult(true));
        Webhooks = new Uri($"http://127.0.0.1:{port}/webhooks/zoom");
    }

    /// <summary>Who it is.</summary>
    public string Name { get; }

    /// <summary>Where webhooks are posted.</summary>
    public Uri Webhooks { get; }

    /// <summary>Their memory now, together, in megabytes.</summary>
    public double Memory => _processes.Sum(process => process.Memory);

    /// <summary>The most that was resident of each, together, in megabytes.</summary>
    public double PeakMemory => _processes.Sum(process => process.PeakMemory);

    /// <summary>The product: an API and workers, as they are built for release, on a database in which the people are connected.</summary>
    /// <param name="simulator">Zoom and Telegram.</param>
    /// <param name="people">Who is connected.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="idle">How many users are in the database besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Deliverer> StartProductAsync(
        BenchSimulator simulator, IReadOnlyList<BenchPerson> people, int workers, int idle, CancellationToken cancellationToken)
    {
        await BenchDatabase.EmptyAsync(cancellationToken);
        await ForgetRedisAsync();
        await BenchConnections.AddAsync(people, cancellationToken);
        await BenchConnections.AddIdleAsync(idle, cancellationToken);
        await BenchDatabase.ExecuteAsync("ANALYZE", cancellationToken); // As autovacuum has it by and by.
        var port = BenchSettings.FreePort();
        return await StartAsync(
            new Deliverer("ZoomAspire", port, IsQueueEmptyAsync),
            [
                () => ChildProcess.Start(BenchSettings.AssemblyOf(ApiProject), [], BenchSettings.Of(port, simulator)),
                .. Enumerable.Repeat(
                    () => ChildProcess.Start(BenchSettings.AssemblyOf(WorkerProject), [], BenchSettings.Of(BenchSettings.FreePort(), simulator)),
                    workers),
            ],
            cancellationToken);
    }

    /// <summary>The least that could do it: see <see cref="PipeEndpoint"/>.</summary>
    /// <param name="simulator">Zoom and Telegram.</param>
    /// <param name="people">Whose recordings go where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<Deliverer> StartPipeAsync(
        BenchSimulator simulator, IReadOnlyList<BenchPerson> people, CancellationToken cancellationToken) => StartOtherAsync(
        "plain pipe",
        settings => ChildProcess.Start(typeof(PipeEndpoint).Assembly.Location, [PipeEndpoint.Command], settings),
        simulator,
        people,
        cancellationToken);

    /// <summary>One of <c>bench/peers</c>.</summary>
    /// <param name="peer">Which.</param>
    /// <param name="simulator">Zoom and Telegram.</param>
    /// <param name="people">Whose recordings go where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Deliverer> StartPeerAsync(
        Peer peer, BenchSimulator simulator, IReadOnlyList<BenchPerson> people, CancellationToken cancellationToken)
    {
        await ForgetRedisAsync();
        return await StartOtherAsync(
            peer.Name, settings => ChildProcess.Start("node", peer.Arguments, settings, peer.Directory), simulator, people, cancellationToken);
    }

    /// <summary>
    /// Waits until nothing is left to do. The product asks for notes of what it has delivered, which the others never do: what is measured
    /// next begins when that has ended.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        while (!await _isIdle(cancellationToken))
        {
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private static async Task<Deliverer> StartOtherAsync(
        string name,
        Func<IReadOnlyDictionary<string, string>, ChildProcess> start,
        BenchSimulator simulator,
        IReadOnlyList<BenchPerson> people,
        CancellationToken cancellationToken)
    {
        var port = BenchSettings.FreePort();
        var deliverer = new Deliverer(name, port);
        var chats = people.ToDictionary(person => person.ZoomUserId, person => person.ChatId, StringComparer.Ordinal);
        var file = Path.Combine(deliverer._directory.FullName, "chats.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(chats), cancellationToken);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["CHATS_FILE"] = file,
            ["REDIS_URL"] = RedisAddress(),
            ["ZOOM_WEBHOOK_SECRET"] = SignedWebhooks.Secret,
            ["TELEGRAM_BOT_TOKEN"] = BenchSettings.BotToken,
            ["TELEGRAM_API_ROOT"] = BenchSettings.Base(simulator.Telegram),
            ["NODE_ENV"] = "production",
            ["NODE_RED_USER_DIR"] = deliverer._directory.FullName,
        };
        return await StartAsync(deliverer, [() => start(settings)], cancellationToken);
    }

    private static async Task<Deliverer> StartAsync(
        Deliverer deliverer, IReadOnlyList<Func<ChildProcess>> starts, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        try
        {
            foreach (var start in starts)
            {
                deliverer._processes.Add(start());
            }

            await deliverer._processes[0].AnswersAsync(client, new Uri(deliverer.Webhooks, "/health"), cancellationToken);
            return deliverer;
        }
        catch
        {
            deliverer.Dispose();
            throw;
        }
    }

    private static async Task<bool> IsQueueEmptyAsync(CancellationToken cancellationToken) => await BenchDatabase.ReadAsync(
        "SELECT count(*) FROM jobs WHERE status = 'running' OR status = 'queued' AND next_attempt_at < now() + interval '1 min'",
        cancellationToken) == 0;

    private static async Task ForgetRedisAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(BenchDatabase.Redis);
        await redis.GetDatabase().ExecuteAsync("FLUSHDB");
    }

    private static string RedisAddress()
    {
        var options = ConfigurationOptions.Parse(BenchDatabase.Redis);
        return $"redis://:{options.Password}@{options.EndPoints[0]}";
    }
}

/// <summary>Another way to the same end, kept in <c>bench/peers</c>.</summary>
/// <param name="Name">What it is made of.</param>
/// <param name="Folder">Its folder there.</param>
/// <param name="Arguments">What Node.js runs in it.</param>
internal sealed record Peer(string Name, string Folder, IReadOnlyList<string> Arguments)
{
    public static readonly IReadOnlyList<Peer> All =
    [
        new("Express + BullMQ", "express", ["server.js"]),
        new("Node-RED", "node-red", ["node_modules/node-red/red.js", "--settings", "settings.js"]),
    ];

    /// <summary>Where it is: run.sh installs its packages there.</summary>
    public string Directory => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../peers", Folder));
}
