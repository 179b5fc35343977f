using System.Diagnostics;
using StackExchange.Redis;

namespace ZoomAspire.Bench;

/// <summary>
/// From the commit of a job to the start of its handler, on an idle system; against what a stream entry needs to reach a blocked
/// reader, without any database.
/// </summary>
internal sealed class WakeBenchmark : IBenchmark
{
    private const int WarmUps = 50;
    private const int Jobs = 400;

    // More than what is left of the job before.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(15);

    public string Name => "wake";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        var ours = new Distribution(await JobsAsync(cancellationToken));
        var entries = new Distribution(await EntriesAsync());
        return
        [
            .. ((int[])[50, 95, 99]).Select(percent => new Figure(
                $"commit → handler, p{percent}", "ms", ours.Percentile(percent), "XADD → blocked XREADGROUP", entries.Percentile(percent))),
        ];
    }

    private static async Task<List<double>> JobsAsync(CancellationToken cancellationToken)
    {
        await BenchDatabase.AddTenantsAsync(1, cancellationToken);
        await using var worker = await BenchWorker.StartAsync(hangs: false, cancellationToken);
        var latencies = new List<double>();
        for (var job = 0; job < WarmUps + Jobs; job++)
        {
            await Task.Delay(Idle, cancellationToken);
            var id = await BenchDatabase.AddJobAsync(1, cancellationToken);
            var committed = Stopwatch.GetTimestamp();
            await worker.Hints.SendAsync([id], cancellationToken);
            var (_, begun) = await worker.Begun.ReadAsync(cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(committed, begun).TotalMilliseconds);
        }

        return latencies[WarmUps..];
    }

    private static async Task<List<double>> EntriesAsync()
    {
        const string stream = "bench:wake";
        await using var writer = await ConnectionMultiplexer.ConnectAsync(BenchDatabase.Redis);
        await using var reader = await ConnectionMultiplexer.ConnectAsync(BenchDatabase.Redis);
        var database = writer.GetDatabase();
        await database.KeyDeleteAsync(stream);
        await database.StreamCreateConsumerGroupAsync(stream, "group", StreamPosition.Beginning);
        var latencies = new List<double>();
        for (var entry = 0; entry < WarmUps + Jobs; entry++)
        {
            var read = reader.GetDatabase().ExecuteAsync(
                "XREADGROUP", "GROUP", "group", "reader", "COUNT", 1, "BLOCK", 2000, "STREAMS", (RedisKey)stream, ">");
            await Task.Delay(Idle);
            var added = Stopwatch.GetTimestamp();
            await database.StreamAddAsync(stream, [new NameValueEntry("id", Guid.NewGuid().ToString())]);
            await read;
            latencies.Add(Stopwatch.GetElapsedTime(added).TotalMilliseconds);
        }

        await database.KeyDeleteAsync(stream);
        return latencies[WarmUps..];
    }
}
