using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Bench;

/// <summary>The database of a run, and servers' addresses.</summary>
internal static class BenchDatabase
{
    public static string Postgres { get; } = Required("ConnectionStrings__zoomaspire");

    public static string Redis { get; } = Required("ConnectionStrings__redis");

    public static ZoomAspireContext NewContext() =>
        new(new DbContextOptionsBuilder<ZoomAspireContext>().UseNpgsql(Postgres).Options);

    public static async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = NewContext();
        await context.Database.MigrateAsync(cancellationToken);
    }

    public static async Task EmptyAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync("TRUNCATE users, jobs, meetings, connections, webhook_events RESTART IDENTITY CASCADE", cancellationToken);

    /// <summary>Users whose ids are 1, 2 and so on.</summary>
    public static Task AddTenantsAsync(int count, CancellationToken cancellationToken) => ExecuteAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO users (telegram_user_id, created_at) SELECT n, now() FROM generate_series(1, {count}) n"),
        cancellationToken);

    /// <summary>A job, committed. Nobody has been told of it.</summary>
    public static async Task<Guid> AddJobAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var context = NewContext();
        var job = JobQueue.Add(context, JobKind.FetchMeeting, 0, tenantId);
        await context.SaveChangesAsync(cancellationToken);
        return job.Id;
    }

    public static async Task<long> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Postgres);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Postgres);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Rows a second that are inserted one by one, each committed, as <c>pgbench</c> would: into a table of their own.</summary>
    /// <param name="connections">Over how many connections.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<double> InsertsPerSecondAsync(int connections, int count, CancellationToken cancellationToken)
    {
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS bench_rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value text)", cancellationToken);
        await using var source = NpgsqlDataSource.Create(Postgres);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("INSERT INTO bench_rows (value) VALUES ($1)", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = new string('v', 100) } },
            };
            for (var row = 0; row < count / connections; row++)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }));
        var rate = count / watch.Elapsed.TotalSeconds;
        await ExecuteAsync("DROP TABLE bench_rows", cancellationToken);
        return rate;
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: use bench/run.sh.");
}
