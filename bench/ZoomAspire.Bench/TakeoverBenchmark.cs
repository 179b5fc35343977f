using System.Diagnostics;

namespace ZoomAspire.Bench;

/// <summary>
/// From the SIGKILL of a worker to the start of its jobs in another one, whatever time has passed since their last heartbeats; against
/// the promise of 45 s.
/// </summary>
internal sealed class TakeoverBenchmark : IBenchmark
{
    private const int Jobs = 8;
    private const double Promise = 45;

    // So that the heartbeats of the jobs are spread over their interval.
    private static readonly TimeSpan Stagger = TimeSpan.FromSeconds(1.5);

    public string Name => "takeover";

    public int Repetitions => 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await BenchDatabase.AddTenantsAsync(Jobs, cancellationToken);
        using var victim = ChildProcess.Start(typeof(WorkerChild).Assembly.Location, [WorkerChild.Command]);
        for (var tenant = 1; tenant <= Jobs; tenant++)
        {
            await BenchDatabase.AddJobAsync(tenant, cancellationToken);
            await Task.Delay(Stagger, cancellationToken);
        }

        while (await BenchDatabase.ReadAsync("SELECT count(*) FROM jobs WHERE status = 'running'", cancellationToken) < Jobs)
        {
            await Task.Delay(100, cancellationToken);
        }

        await using var heir = await BenchWorker.StartAsync(hangs: false, cancellationToken);
        victim.Kill();
        var killed = Stopwatch.GetTimestamp();
        var times = new List<double>();
        while (times.Count < Jobs)
        {
            var (_, begun) = await heir.Begun.ReadAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(killed, begun).TotalSeconds);
        }

        var all = new Distribution(times);
        return
        [
            new Figure("SIGKILL → taken over, median", "s", all.Percentile(50), "the promise", Promise),
            new Figure("SIGKILL → taken over, longest", "s", all.Percentile(100), "the promise", Promise),
        ];
    }
}
