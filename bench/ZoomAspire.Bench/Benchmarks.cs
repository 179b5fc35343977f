using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>A measurement of the product beside one of what this machine can do at all.</summary>
internal interface IBenchmark
{
    /// <summary>By what it is chosen on the command line.</summary>
    string Name { get; }

    /// <summary>How often it is repeated unless BENCH_REPETITIONS says otherwise: less often what takes long, so that all together stay short.</summary>
    int Repetitions => 3;

    /// <summary>Measures. Called as often as there are repetitions, each time on an empty queue.</summary>
    Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken);
}

/// <summary>One figure of one repetition.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">The product's.</param>
/// <param name="LimitName">What it is compared with.</param>
/// <param name="Limit">The same figure of that, in the same run.</param>
internal sealed record Figure(string Name, string Unit, double Value, string LimitName, double Limit);

/// <summary>Runs the chosen benchmarks, or all, and reports.</summary>
internal static class Benchmarks
{
    private const string RepetitionsVariable = "BENCH_REPETITIONS";

    private static readonly IBenchmark[] All =
    [
        new AckBenchmark(), new WakeBenchmark(), new JobsBenchmark(), new TakeoverBenchmark(), MediaBenchmark.Big(), MediaBenchmark.Small(),
        new DeliverBenchmark(), new PeersBenchmark(), new StartBenchmark(), new VaultBenchmark(), new ScaleBenchmark(),
    ];

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        if (names.FirstOrDefault(name => All.All(benchmark => benchmark.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark {unknown}; there are {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
            return 2;
        }

        var asked = Environment.GetEnvironmentVariable(RepetitionsVariable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : (int?)null;
        await BenchDatabase.MigrateAsync(cancellationToken);
        var report = new Report();
        var failed = false;
        foreach (var benchmark in All.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            try
            {
                await MeasureAsync(benchmark, asked ?? benchmark.Repetitions, report, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                await Console.Error.WriteLineAsync($"{benchmark.Name} failed: {failure}");
                failed = true; // What the others measure is worth as much.
            }

            await report.WriteAsync(Environment.GetEnvironmentVariable("BENCH_RESULTS") ?? "results.json", cancellationToken);
        }

        report.Print(Console.Out);
        return failed ? 1 : 0;
    }

    private static async Task MeasureAsync(IBenchmark benchmark, int times, Report report, CancellationToken cancellationToken)
    {
        for (var time = 1; time <= times; time++)
        {
            await Console.Error.WriteLineAsync($"{benchmark.Name}, {time} of {times} …");
            await BenchDatabase.EmptyAsync(cancellationToken);
            report.Add(benchmark.Name, await benchmark.MeasureAsync(cancellationToken));
        }
    }
}
