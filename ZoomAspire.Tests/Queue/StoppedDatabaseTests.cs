using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>How a database that is stopped in the middle of something looks to a job: never as a mistake of ours.</summary>
public sealed class StoppedDatabaseTests(StoppedDatabaseTests.Server server) : IClassFixture<StoppedDatabaseTests.Server>
{
    public static TheoryData<string> Ways => ["INT", "QUIT", "session"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_query_that_is_being_answered(string way)
    {
        await using var context = await NewContextAsync();
        var query = context.Database.SqlQuery<string>($"SELECT pg_sleep(600)::text AS \"Value\"").SingleAsync();
        await WaitForAsync("pg_sleep");

        await StopAsync(way, "pg_sleep");

        await ExpectTransientAsync(() => query);
        await UseAgainAsync(context);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Changes_that_are_being_saved(string way)
    {
        await using var blocker = await NewContextAsync();
        await using var blocking = await blocker.Database.BeginTransactionAsync();
        await blocker.Database.ExecuteSqlAsync($"LOCK TABLE jobs");
        await using var context = await NewContextAsync();
        AddJob(context);
        var save = context.SaveChangesAsync();
        await WaitForAsync("INSERT INTO jobs");

        await StopAsync(way, "INSERT INTO jobs");

        await ExpectTransientAsync(() => save);
        await ExpectTransientAsync(() => blocking.CommitAsync());
        await UseAgainAsync(context);
    }

    [Theory]
    [InlineData("INT", "query")]
    [InlineData("INT", "save")]
    [InlineData("INT", "commit")]
    [InlineData("INT", "statement")]
    [InlineData("QUIT", "query")]
    [InlineData("QUIT", "save")]
    [InlineData("QUIT", "commit")]
    [InlineData("session", "query")]
    [InlineData("session", "save")]
    [InlineData("session", "commit")]
    [InlineData("session", "statement")]
    public async Task A_transaction(string way, string step)
    {
        await using var context = await NewContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlAsync($"INSERT INTO users (created_at) VALUES (now())");
        AddJob(context);

        await StopAsync(way, "INSERT INTO users");

        await ExpectTransientAsync(() => StepAsync(step));
        // What a handler might do next: with what is left of the transaction, or without one where the server is back.
        foreach (var next in new[] { "statement", "query", "save", "commit" })
        {
            AssertTransient(await Record.ExceptionAsync(() => StepAsync(next)));
        }

        async Task StepAsync(string name)
        {
            switch (name)
            {
                case "query":
                    await context.Users.CountAsync();
                    break;
                case "save":
                    await context.SaveChangesAsync();
                    break;
                case "statement":
                    await context.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'en'");
                    break;
                default:
                    await transaction.CommitAsync();
                    break;
            }
        }
    }

    [Fact]
    public async Task A_batch_as_the_queue_sends_it()
    {
        await using var context = await NewContextAsync();
        await context.Database.OpenConnectionAsync();
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT 1"), new("SELECT pg_sleep(600)") } };
        var running = ReadAsync(batch);
        await WaitForAsync("pg_sleep");

        await StopAsync("QUIT", "pg_sleep");

        await ExpectTransientAsync(() => running);
        await ExpectTransientAsync(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync();
        });
    }

    [Fact]
    public async Task A_deadlock_and_a_conflict_of_transactions()
    {
        await server.StartAgainAsync();
        await using var one = await NewContextAsync();
        await using var other = await NewContextAsync();
        await one.Database.ExecuteSqlAsync($"INSERT INTO users (id, created_at) VALUES (1001, now()), (1002, now())");
        await using (await one.Database.BeginTransactionAsync())
        await using (await other.Database.BeginTransactionAsync())
        {
            await one.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'a' WHERE id = 1001");
            await other.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'b' WHERE id = 1002");
            var waiting = one.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'a' WHERE id = 1002");
            var closing = other.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'b' WHERE id = 1001");

            await ExpectTransientAsync(() => Task.WhenAll(waiting, closing));
        }

        await using (await one.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable))
        {
            await one.Users.CountAsync();
            await other.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'b' WHERE id = 1001");
            await ExpectTransientAsync(() => one.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'a' WHERE id = 1001"));
        }
    }

    private static async Task ReadAsync(NpgsqlBatch batch)
    {
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.NextResultAsync())
        {
        }
    }

    private static void AddJob(ZoomAspireContext context) =>
        context.Jobs.Add(new Job { Id = Guid.CreateVersion7(), Kind = JobKind.FetchMeeting, SubjectId = 1, TenantId = 1 });

    private static async Task ExpectTransientAsync(Func<Task> act)
    {
        AssertTransient(await Assert.ThrowsAnyAsync<Exception>(act));
    }

    private static void AssertTransient(Exception? exception) => Assert.True(
        exception is null || FailureClassifier.Classify(exception).Kind == FailureKind.Transient, exception?.ToString());

    // The server is still away, then it is back.
    private async Task UseAgainAsync(ZoomAspireContext context)
    {
        AssertTransient(await Record.ExceptionAsync(() => context.Users.CountAsync()));
        await server.StartAgainAsync();
        await using var fresh = await NewContextAsync();
        await fresh.Users.CountAsync();
    }

    private async Task StopAsync(string way, string query)
    {
        if (way == "session")
        {
            // Another session of the same server: it ends when the server has noticed.
            await using var witness = new NpgsqlConnection(server.Postgres.ConnectionString + ";Pooling=false");
            await witness.OpenAsync();
            await PostgresProcess.KillSessionAsync(await PidOfAsync(query));
            await Eventually.HoldsAsync(() => HasEndedAsync(witness), "the server ends all sessions");
        }
        else
        {
            await server.Postgres.StopAsync(way);
        }
    }

    private static async Task<bool> HasEndedAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync();
            return false;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            return true;
        }
    }

    private Task WaitForAsync(string query) => Eventually.HoldsAsync(async () => await PidOfAsync(query) > 0, $"{query} runs");

    private async Task<int> PidOfAsync(string query)
    {
        await using var connection = new NpgsqlConnection(server.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%' || $1 || '%'", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = query });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task<ZoomAspireContext> NewContextAsync()
    {
        await server.StartAgainAsync();
        // Connections of the server that was stopped.
        await using (var connection = new NpgsqlConnection(server.Postgres.ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        return new ZoomAspireContext(
            new DbContextOptionsBuilder<ZoomAspireContext>().UseNpgsql(server.Postgres.ConnectionString).Options);
    }

    /// <summary>One server, stopped and started for each test.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal PostgresProcess Postgres { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Postgres = await PostgresProcess.StartNewAsync();
            await using var context = new ZoomAspireContext(
                new DbContextOptionsBuilder<ZoomAspireContext>().UseNpgsql(Postgres.ConnectionString).Options);
            await ((RelationalDatabaseCreator)context.GetService<IDatabaseCreator>()).CreateTablesAsync();
            await context.Database.ExecuteSqlAsync($"INSERT INTO users (created_at) VALUES (now())");
        }

        public async Task DisposeAsync() => await Postgres.DisposeAsync();

        internal async Task StartAgainAsync()
        {
            if (!Postgres.IsRunning)
            {
                await Postgres.StartAsync();
            }

            await Postgres.WaitUntilReadyAsync();
        }
    }
}
