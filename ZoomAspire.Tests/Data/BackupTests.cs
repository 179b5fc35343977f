using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Tests.Accounts;
using ZoomAspire.Tests.Docs;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Data;

/// <summary>Backup and restore, by the commands of docs/operations.md.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private static readonly TelegramUserId Ann = new(101);

    private readonly string _directory = Directory.CreateTempSubdirectory("backup-").FullName;
    private AccountsFixture _accounts = null!;

    public async Task InitializeAsync() => _accounts = await AccountsFixture.CreateAsync();

    public async Task DisposeAsync()
    {
        await _accounts.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_restore_brings_back_what_was_there_and_only_that()
    {
        var (token, counts) = await FillAsync();
        await RunAsync("pg_dump", _accounts.Database);
        await using (var context = _accounts.Database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"DELETE FROM connections");
            await context.Database.ExecuteSqlAsync($"INSERT INTO users (telegram_user_id, created_at) VALUES (102, now())");
        }

        await RunAsync("pg_restore", _accounts.Database);

        Assert.Equal(counts, await CountsAsync(_accounts.Database));
        // From another process: this one has handed the token out before.
        var vault = _accounts.NewProcess().GetRequiredService<TokenVault>();
        Assert.Equal(token.Value, (await vault.GetAsync(await ConnectionAsync(), default)).Value);
    }

    [Fact]
    public async Task Restored_into_a_new_server_it_is_a_database_that_services_start_on()
    {
        var (_, counts) = await FillAsync();
        await using var elsewhere = await TestDatabase.CreateEmptyAsync();
        await RunAsync("pg_dump", _accounts.Database);

        await RunAsync("pg_restore", elsewhere);

        await using var context = elsewhere.NewContext();
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        await DatabaseMigrator.MigrateAsync(context, default);
        Assert.Equal(counts, await CountsAsync(elsewhere));
        // What the database itself keeps is kept there, too.
        await Assert.ThrowsAsync<PostgresException>(() => context.Database.ExecuteSqlAsync($"DELETE FROM audit_log"));
        // And new rows get ids of their own.
        await context.Database.ExecuteSqlAsync($"INSERT INTO users (telegram_user_id, created_at) VALUES (102, now())");
    }

    private async Task<(AccessToken Token, IReadOnlyDictionary<string, long> Counts)> FillAsync()
    {
        var connection = (await _accounts.ConnectAsync(Ann, _accounts.Zoom.Users[0])).Account.ConnectionId;
        var token = await _accounts.Vault.GetAsync(connection, default);
        await using var context = _accounts.Database.NewContext();
        JobQueue.Add(context, JobKind.SweepRecordings, connection, await context.Users.Select(user => user.Id).SingleAsync());
        await context.SaveChangesAsync();
        var counts = await CountsAsync(_accounts.Database);
        Assert.All(["users", "connections", "jobs", "audit_log", "audit_keys"], table => Assert.NotEqual(0, counts[table]));
        return (token, counts);
    }

    private Task<long> ConnectionAsync() => _accounts.ReadAsync(context => context.Connections.Select(connection => connection.Id).SingleAsync());

    private static async Task<IReadOnlyDictionary<string, long>> CountsAsync(TestDatabase database)
    {
        await using var context = database.NewContext();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in context.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct())
        {
            // The name is the model's own.
            var sql = $"SELECT count(*) AS \"Value\" FROM {table}";
            counts[table] = await context.Database.SqlQueryRaw<long>(sql).SingleAsync();
        }

        return counts;
    }

    // The line of the document, as it stands there.
    private async Task RunAsync(string program, TestDatabase database)
    {
        var line = Documents.ShellBlocks("docs/operations.md").SelectMany(block => block)
            .Single(line => line.StartsWith($"{program} ", StringComparison.Ordinal));
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        NpgsqlConnection.ClearAllPools();
        var (code, text) = await Shell.RunAsync(
            line,
            _directory,
            ("DATABASE_URL", $"postgresql://{server.Username}:{Uri.EscapeDataString(server.Password!)}@{server.Host}:{server.Port}/{server.Database}"),
            ("PATH", $"{PostgresProcess.FindBinaries()}:{Environment.GetEnvironmentVariable("PATH")}"));
        Assert.True(code == 0, text);
    }
}
