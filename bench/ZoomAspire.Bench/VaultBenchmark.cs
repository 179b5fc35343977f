using System.Diagnostics;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Bench;

/// <summary>
/// Valid access tokens that the vault hands out, against reading the rows; and a storm: the tokens of all users have ended, and each is asked
/// for thrice at the same time, against buying as many pairs from the token endpoint. Each pair must be refreshed once only.
/// </summary>
internal sealed class VaultBenchmark : IBenchmark
{
    private const int People = 300;
    private const int AtOnce = 32;
    private const int AskedAtOnce = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public string Name => "vault";

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await BenchSimulator.StartAsync(cancellationToken);
        var people = await simulator.AddPeopleAsync(2 * People, cancellationToken);
        var (connected, others) = (people.Take(People).ToList(), people.Skip(People).ToList());
        await BenchConnections.AddAsync(connected, cancellationToken);
        using var host = await StartAsync(simulator, cancellationToken);
        var vault = host.Services.GetRequiredService<TokenVault>();

        Task GiveAsync(long id) => vault.GetAsync(id, cancellationToken);
        await RepeatAsync(GiveAsync, WarmUp);
        var given = await RepeatAsync(GiveAsync, Duration);
        var read = await RowsAsync(cancellationToken);
        var bought = await TimeAsync(others, person => simulator.RefreshAsync(person, cancellationToken));
        var refreshed = await StormAsync(vault, cancellationToken);
        await CheckAsync(simulator, connected, cancellationToken);
        await host.StopAsync(cancellationToken);
        return
        [
            new Figure("valid tokens", "tokens/s", given, "reading their rows", read),
            new Figure("refreshes in a storm", "refreshes/s", refreshed, "buying as many pairs from the token endpoint", bought),
        ];
    }

    private static async Task<IHost> StartAsync(BenchSimulator simulator, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(
            BenchSettings.Of(0, simulator).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddMetrics();
        builder.AddZoomAspireData();
        builder.AddRedisClient(RedisOptions.ConnectionName);
        builder.AddAccounts();
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    private static async Task<double> RowsAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(BenchDatabase.Postgres);
        return await RepeatAsync(
            async id =>
            {
                await using var command = source.CreateCommand("SELECT access_token, access_token_expires_at FROM connections WHERE id = $1");
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
                await command.ExecuteScalarAsync(cancellationToken);
            },
            Duration);
    }

    private static async Task<double> StormAsync(TokenVault vault, CancellationToken cancellationToken)
    {
        await BenchDatabase.ExecuteAsync("UPDATE connections SET access_token_expires_at = now()", cancellationToken);
        return await TimeAsync(
            Enumerable.Range(1, People).ToList(),
            id => Task.WhenAll(Enumerable.Range(0, AskedAtOnce).Select(_ => vault.GetAsync(id, cancellationToken))));
    }

    private static async Task CheckAsync(BenchSimulator simulator, List<BenchPerson> connected, CancellationToken cancellationToken)
    {
        var refreshes = await simulator.RefreshesAsync(cancellationToken);
        if (connected.Find(person => refreshes[person.ZoomUserId] != 1) is { } other)
        {
            throw new InvalidOperationException($"A pair was refreshed {refreshes[other.ZoomUserId]} times.");
        }
    }

    private static async Task<double> RepeatAsync(Func<long, Task> act, TimeSpan duration)
    {
        var count = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < duration)
            {
                await act(Random.Shared.Next(1, People + 1));
                Interlocked.Increment(ref count);
            }
        })));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> TimeAsync<T>(List<T> all, Func<T, Task> act)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) => await act(one));
        return all.Count / watch.Elapsed.TotalSeconds;
    }
}
