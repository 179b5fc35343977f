using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZoomAspire.Bench;

/// <summary>
/// From the start of each service's process until it says that it is ready, and its memory when it has had nothing to do for a while;
/// against a service that does nothing. Cold: the database is empty, and the program's files have been driven out of the machine's memory,
/// as far as no other process has them open. Warm: once more, right after.
/// </summary>
internal sealed class StartBenchmark : IBenchmark
{
    private static readonly string[] Services = ["Api", "Worker", "Bot"];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public string Name => "start";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await BenchSimulator.StartAsync(cancellationToken);
        var own = typeof(BareEndpoint).Assembly.Location;
        ChildProcess StartBare(int port) => ChildProcess.Start(own, [BareEndpoint.Command, port.ToString(CultureInfo.InvariantCulture)]);
        var bare = await MeasureAsync(own, StartBare, cancellationToken);
        var figures = new List<Figure>();
        foreach (var service in Services)
        {
            var assembly = BenchSettings.AssemblyOf($"ZoomAspire.{service}");
            var ours = await FromNothingAsync(
                () => MeasureAsync(assembly, port => ChildProcess.Start(assembly, [], BenchSettings.Of(port, simulator)), cancellationToken),
                cancellationToken);
            const string limit = "an endpoint that only verifies the signature";
            figures.Add(new Figure($"{service}, cold start to ready", "s", ours.Cold, limit, bare.Cold));
            figures.Add(new Figure($"{service}, warm start to ready", "s", ours.Warm, limit, bare.Warm));
            figures.Add(new Figure($"{service}, memory at rest", "MB", ours.Memory, limit, bare.Memory));
        }

        return figures;
    }

    // On a database without tables. Those that come after find them, whatever happens.
    private static async Task<Starts> FromNothingAsync(Func<Task<Starts>> measure, CancellationToken cancellationToken)
    {
        await BenchDatabase.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public", cancellationToken);
        try
        {
            return await measure();
        }
        finally
        {
            await BenchDatabase.MigrateAsync(cancellationToken);
        }
    }

    private static async Task<Starts> MeasureAsync(string assembly, Func<int, ChildProcess> start, CancellationToken cancellationToken)
    {
        await ForgetFilesAsync(Path.GetDirectoryName(assembly)!, cancellationToken);
        await ForgetFilesAsync(RuntimeEnvironment.GetRuntimeDirectory(), cancellationToken);
        var (cold, _) = await StartAsync(start, TimeSpan.Zero, cancellationToken);
        var (warm, memory) = await StartAsync(start, Rest, cancellationToken);
        return new Starts(cold, warm, memory);
    }

    private static async Task<(double Seconds, double Memory)> StartAsync(
        Func<int, ChildProcess> start, TimeSpan rest, CancellationToken cancellationToken)
    {
        var port = BenchSettings.FreePort();
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        using var process = start(port);
        await process.AnswersAsync(client, new Uri($"http://127.0.0.1:{port}/health"), cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        await Task.Delay(rest, cancellationToken);
        return (seconds, process.Memory);
    }

    // dd's way of saying POSIX_FADV_DONTNEED, which needs no root.
    private static async Task ForgetFilesAsync(string directory, CancellationToken cancellationToken)
    {
        using var find = Process.Start(
            "find", [directory, "-type", "f", "-exec", "dd", "if={}", "iflag=nocache", "count=0", "status=none", ";"]);
        await find.WaitForExitAsync(cancellationToken);
    }

    private sealed record Starts(double Cold, double Warm, double Memory);
}
