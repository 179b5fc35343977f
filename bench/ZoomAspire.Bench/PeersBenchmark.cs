using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>
/// The product beside what somebody would build instead (<c>bench/peers</c>), on the same simulator in the same run: small recordings as
/// in <see cref="DeliverBenchmark"/>, then one large one.
/// </summary>
internal sealed class PeersBenchmark : IBenchmark
{
    private const int People = 1000;
    private const long Large = 200_000_000;

    public string Name => "peers";

    public int Repetitions => 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await BenchSimulator.StartAsync(cancellationToken);
        var people = await simulator.AddPeopleAsync(People, cancellationToken);
        using var load = new DeliveryLoad(simulator);
        var others = new List<All>();
        foreach (var start in Others(simulator, people, cancellationToken))
        {
            using var other = await start();
            others.Add(await MeasureAsync(simulator, load, other, people, cancellationToken));
        }

        using var product = await Deliverer.StartProductAsync(simulator, people, workers: 1, idle: 0, cancellationToken);
        var ours = await MeasureAsync(simulator, load, product, people, cancellationToken);
        await simulator.CheckCallsAsync(cancellationToken);
        return
        [
            .. others.Select(other => Compare("a burst over 1,000 users", "deliveries/s", ours, other, all => all.Small.Bursts[0].PerSecond)),
            .. others.Select(other => Compare("webhook → chat at 20/s, p50", "ms", ours, other, all => all.Small.Paced.Times.Percentile(50))),
            .. others.Select(other => Compare("webhook → chat at 20/s, p99", "ms", ours, other, all => all.Small.Paced.Times.Percentile(99))),
            .. others.Select(other => Compare("peak memory, small files", "MB", ours, other, all => all.Small.PeakMemory)),
            .. others.Select(other => Compare("one of 200 MB", "MB/s", ours, other, all => all.Large.MegabytesPerSecond)),
            .. others.Select(other => Compare("peak memory, 200 MB", "MB", ours, other, all => all.PeakMemory)),
        ];
    }

    private static Figure Compare(string name, string unit, All ours, All other, Func<All, double> read) =>
        new(name, unit, read(ours), other.Small.Name, read(other));

    private static IEnumerable<Func<Task<Deliverer>>> Others(
        BenchSimulator simulator, IReadOnlyList<BenchPerson> people, CancellationToken cancellationToken) =>
    [
        () => Deliverer.StartPipeAsync(simulator, people, cancellationToken),
        .. Peer.All.Select<Peer, Func<Task<Deliverer>>>(
            peer => () => Deliverer.StartPeerAsync(peer, simulator, people, cancellationToken)),
    ];

    private static async Task<All> MeasureAsync(
        BenchSimulator simulator,
        DeliveryLoad load,
        Deliverer deliverer,
        IReadOnlyList<BenchPerson> people,
        CancellationToken cancellationToken)
    {
        var small = await SmallDeliveries.MeasureAsync(simulator, load, deliverer, people, [People], cancellationToken);
        var large = await load.BurstAsync(deliverer, await simulator.RecordAsync(people, 1, Large, cancellationToken), cancellationToken);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"  {deliverer.Name}, 200 MB: {large.MegabytesPerSecond:0} MB/s, {deliverer.PeakMemory:0} MB resident"));
        return new All(small, large, deliverer.PeakMemory);
    }

    private sealed record All(SmallDeliveries Small, Delivered Large, double PeakMemory);
}
