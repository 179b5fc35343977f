using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StackExchange.Redis;

namespace ZoomAspire.Bench;

/// <summary>
/// Empty jobs of many tenants a second through claim, acknowledgement and completion, by one worker of the usual size; against single-row
/// updates, each committed, over as many connections. A job needs two of those.
/// </summary>
internal sealed class JobsBenchmark : IBenchmark
{
    private const int Tenants = 50;
    private const int Jobs = 5_000;
    private const int Connections = 8;
    private const int Updates = 8_000;
    private const int Entries = 50_000;
    private const int EntriesAtOnce = 50;

    public string Name => "jobs";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await BenchDatabase.AddTenantsAsync(Tenants, cancellationToken);
        var limit = await UpdatesAsync(cancellationToken) / 2;
        var entries = await EntriesAsync();
        var jobs = await JobsAsync(cancellationToken);
        const string name = "claim → handler → done";
        return
        [
            new Figure(name, "jobs/s", jobs, "two committed updates of a row", limit),
            new Figure(name, "jobs/s", jobs, "entries added to a stream (XADD), 50 at once", entries),
        ];
    }

    // As redis-benchmark does.
    private static async Task<double> EntriesAsync()
    {
        const string stream = "bench:jobs";
        await using var redis = await ConnectionMultiplexer.ConnectAsync(BenchDatabase.Redis);
        var database = redis.GetDatabase();
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Entries, new ParallelOptions { MaxDegreeOfParallelism = EntriesAtOnce }, async (entry, _) =>
            await database.StreamAddAsync(stream, "id", entry));
        var rate = Entries / watch.Elapsed.TotalSeconds;
        await database.KeyDeleteAsync(stream);
        return rate;
    }

    private static async Task<double> JobsAsync(CancellationToken cancellationToken)
    {
        await BenchDatabase.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at)
                SELECT gen_random_uuid(), 'fetch_meeting', n, 1 + n % {Tenants}, 'queued', 0, 0, 0, NULL FROM generate_series(1, {Jobs}) n
                """),
            cancellationToken);
        await using var worker = await BenchWorker.StartAsync(hangs: false, cancellationToken);
        await worker.Begun.ReadAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        for (var job = 1; job < Jobs; job++)
        {
            await worker.Begun.ReadAsync(cancellationToken);
        }

        return (Jobs - 1) / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> UpdatesAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(BenchDatabase.Postgres);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(1, Connections).Select(async row =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("UPDATE users SET created_at = clock_timestamp() WHERE id = $1", connection)
            {
                Parameters = { new NpgsqlParameter { Value = (long)row } },
            };
            for (var update = 0; update < Updates / Connections; update++)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }));
        return Updates / watch.Elapsed.TotalSeconds;
    }
}
