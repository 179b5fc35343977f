using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>A measurement of the product beside one of what this machine can do at all.</summary>
internal interface IBenchmark
{
    /// <summary>By what it is chosen on the command line.</summary>
    string Name { get; }

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
    private const string Repetitions = "BENCH_REPETITIONS";

    private static readonly IBenchmark[] All =
    [
        new AckBenchmark(), new WakeBenchmark(), new JobsBenchmark(), new TakeoverBenchmark(), MediaBenchmark.Big(), MediaBenchmark.Deliver(),
    ];

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        if (names.FirstOrDefault(name => All.All(benchmark => benchmark.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark {unknown}; there are {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
            return 2;
        }

        var times = int.Parse(Environment.GetEnvironmentVariable(Repetitions) ?? "3", CultureInfo.InvariantCulture);
        await BenchDatabase.MigrateAsync(cancellationToken);
        var report = new Report(times);
        foreach (var benchmark in All.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            for (var time = 1; time <= times; time++)
            {
                await Console.Error.WriteLineAsync($"{benchmark.Name}, {time} of {times} …");
                await BenchDatabase.EmptyAsync(cancellationToken);
                report.Add(benchmark.Name, await benchmark.MeasureAsync(cancellationToken));
            }
        }

        report.Print(Console.Out);
        await report.WriteAsync(Environment.GetEnvironmentVariable("BENCH_RESULTS") ?? "results.json", cancellationToken);
        return 0;
    }
}
