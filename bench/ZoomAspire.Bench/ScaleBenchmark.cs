using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>
/// What more workers bring on this machine, and what a delivery costs as the users in the database grow: the processors' time of the whole
/// machine, simulator included, which is the same in each.
/// </summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    private const int Active = 100;
    private const int Fewest = 10;
    private const int WarmUp = 200;
    private const int Burst = 600;
    private const long Size = 41_000;

    private static readonly int[] Workers = [1, 2, 4];
    private static readonly int[] Users = [Fewest, 1000, 100_000];

    public string Name => "scale";

    public int Repetitions => 1;

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await BenchSimulator.StartAsync(cancellationToken);
        var people = await simulator.AddPeopleAsync(Active, cancellationToken);
        using var load = new DeliveryLoad(simulator);
        var byWorkers = new List<Cost>();
        foreach (var workers in Workers)
        {
            byWorkers.Add(await MeasureAsync(simulator, load, people, workers, idle: 0, cancellationToken));
        }

        var byUsers = new List<Cost>();
        foreach (var users in Users)
        {
            byUsers.Add(await MeasureAsync(simulator, load, [.. people.Take(Fewest)], 1, users - Fewest, cancellationToken));
        }

        return
        [
            .. Workers.Zip(byWorkers, (workers, cost) => new Figure(
                $"workers: {workers}", "deliveries/s", cost.PerSecond, "one worker", byWorkers[0].PerSecond)),
            .. Users.Zip(byUsers, (users, cost) => new Figure(
                string.Create(CultureInfo.InvariantCulture, $"users: {users:N0}, a delivery"),
                "ms of CPU",
                cost.Processor,
                $"{Fewest} users",
                byUsers[0].Processor)),
        ];
    }

    private static async Task<Cost> MeasureAsync(
        BenchSimulator simulator,
        DeliveryLoad load,
        IReadOnlyList<BenchPerson> people,
        int workers,
        int idle,
        CancellationToken cancellationToken)
    {
        using var product = await Deliverer.StartProductAsync(simulator, people, workers, idle, cancellationToken);
        await load.BurstAsync(product, await simulator.RecordAsync(people, WarmUp, Size, cancellationToken), cancellationToken);
        var recordings = await simulator.RecordAsync(people, Burst, Size, cancellationToken);
        var before = MachineSeconds();
        var burst = await load.BurstAsync(product, recordings, cancellationToken);
        var cost = new Cost(burst.PerSecond, (MachineSeconds() - before) * 1000 / Burst);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {workers} worker(s), {people.Count + idle} users: {cost.PerSecond:0} deliveries/s, {cost.Processor:0.#} ms of CPU each"));
        return cost;
    }

    // The first line: user, nice, system, idle, iowait, irq, softirq … in hundredths of a second (proc_stat(5)).
    private static double MachineSeconds()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..8]
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToList();
        return (ticks.Sum() - ticks[3] - ticks[4]) / 100d;
    }

    private sealed record Cost(double PerSecond, double Processor);
}
