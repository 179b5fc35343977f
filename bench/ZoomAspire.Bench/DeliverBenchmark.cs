using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>
/// Small recordings from end to end: webhooks at the real API, a real worker, the simulator as Zoom and Telegram; against a plain pipe.
/// All of the users' recordings at once, of few and of many, then one after the other at a rate that leaves time.
/// </summary>
internal sealed class DeliverBenchmark : IBenchmark
{
    private const int People = 1000;

    private static readonly int[] Tenants = [1, 10, People];

    public string Name => "deliver";

    public int Repetitions => 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await BenchSimulator.StartAsync(cancellationToken);
        var people = await simulator.AddPeopleAsync(People, cancellationToken);
        using var load = new DeliveryLoad(simulator);
        SmallDeliveries pipe, ours;
        using (var deliverer = await Deliverer.StartPipeAsync(simulator, people, cancellationToken))
        {
            pipe = await SmallDeliveries.MeasureAsync(simulator, load, deliverer, people, Tenants, cancellationToken);
        }

        using (var deliverer = await Deliverer.StartProductAsync(simulator, people, workers: 1, idle: 0, cancellationToken))
        {
            ours = await SmallDeliveries.MeasureAsync(simulator, load, deliverer, people, Tenants, cancellationToken);
        }

        await simulator.CheckCallsAsync(cancellationToken);
        var store = await BenchStore.MeasurePairsAsync(SmallDeliveries.Size, cancellationToken);
        return
        [
            .. Tenants.Select((tenants, index) => new Figure(
                string.Create(CultureInfo.InvariantCulture, $"a burst, tenants: {tenants:N0}"),
                "deliveries/s",
                ours.Bursts[index].PerSecond,
                pipe.Name,
                pipe.Bursts[index].PerSecond)),
            new Figure("a burst", "deliveries/s", ours.Bursts[^1].PerSecond, "the store alone: put and got, eight at once", store),
            .. ((int[])[50, 99]).Select(percent => new Figure(
                $"webhook → chat at 20/s, p{percent}",
                "ms",
                ours.Paced.Times.Percentile(percent),
                pipe.Name,
                pipe.Paced.Times.Percentile(percent))),
            new Figure("peak memory", "MB", ours.PeakMemory, pipe.Name, pipe.PeakMemory),
        ];
    }
}

/// <summary>Figures of one who delivers recordings of 41 kB.</summary>
/// <param name="Name">Who.</param>
/// <param name="Bursts">By the numbers of users that were asked for.</param>
/// <param name="Paced">At a rate that leaves time.</param>
/// <param name="PeakMemory">Megabytes.</param>
internal sealed record SmallDeliveries(string Name, IReadOnlyList<Delivered> Bursts, Delivered Paced, double PeakMemory)
{
    /// <summary>Bytes of a recording.</summary>
    public const long Size = 41_000;

    private const int WarmUp = 100;
    private const int OfOne = 200; // By Zoom's quota, an account's worth of nine seconds.
    private const string BurstVariable = "BENCH_BURST";
    private const int PacedCount = 200;
    private const double PacedRate = 20;

    private static int Burst => int.Parse(Environment.GetEnvironmentVariable(BurstVariable) ?? "1000", CultureInfo.InvariantCulture);

    /// <summary>Measures.</summary>
    /// <param name="simulator">Makes the recordings.</param>
    /// <param name="load">Posts the webhooks.</param>
    /// <param name="deliverer">Who delivers.</param>
    /// <param name="people">Everybody.</param>
    /// <param name="tenants">Over how many of them the recordings of each burst are spread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SmallDeliveries> MeasureAsync(
        BenchSimulator simulator,
        DeliveryLoad load,
        Deliverer deliverer,
        IReadOnlyList<BenchPerson> people,
        IReadOnlyList<int> tenants,
        CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<BenchRecording>> RecordAsync(int of, int count) =>
            simulator.RecordAsync([.. people.Take(of)], count, Size, cancellationToken);

        await load.BurstAsync(deliverer, await RecordAsync(people.Count, WarmUp), cancellationToken);
        var bursts = new List<Delivered>();
        foreach (var of in tenants)
        {
            var burst = await load.BurstAsync(deliverer, await RecordAsync(of, of == 1 ? Math.Min(OfOne, Burst) : Burst), cancellationToken);
            await SayAsync(deliverer, string.Create(CultureInfo.InvariantCulture, $"burst over {of}: {burst.PerSecond:0} deliveries/s"));
            bursts.Add(burst);
        }

        var paced = await load.PacedAsync(deliverer, await RecordAsync(people.Count, PacedCount), PacedRate, cancellationToken);
        await SayAsync(deliverer, string.Create(
            CultureInfo.InvariantCulture, $"at 20/s: p50 {paced.Times.Percentile(50):0.#} ms, p99 {paced.Times.Percentile(99):0.#} ms"));
        return new SmallDeliveries(deliverer.Name, bursts, paced, deliverer.PeakMemory);
    }

    private static Task SayAsync(Deliverer deliverer, string what) => Console.Error.WriteLineAsync($"  {deliverer.Name}, {what}");
}
