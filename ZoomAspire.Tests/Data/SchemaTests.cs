using Microsoft.EntityFrameworkCore;
using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Data;

public sealed class SchemaTests
{
    [Fact]
    public async Task The_migrated_schema_is_the_one_that_the_model_describes()
    {
        await using var migrated = await TestDatabase.CreateAsync();
        await using var created = await TestDatabase.CreateEmptyAsync();
        await using (var context = created.NewContext())
        {
            await context.Database.EnsureCreatedAsync();
        }

        var expected = await CatalogAsync(created);

        Assert.Contains(expected, line => line.StartsWith("column jobs.lease_token ", StringComparison.Ordinal));
        Assert.Equal(expected, await CatalogAsync(migrated));
    }

    [Fact]
    public async Task Several_services_may_migrate_a_new_database_at_once()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var context = database.NewContext();
            await DatabaseMigrator.MigrateAsync(context, CancellationToken.None);
        }));

        await using var check = database.NewContext();
        Assert.Empty(await check.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await check.Jobs.CountAsync());
    }

    private static async Task<List<string>> CatalogAsync(TestDatabase database)
    {
        const string Sql = """
            SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                   || coalesce(character_maximum_length::text, '') || ' ' || is_identity || ' ' || coalesce(column_default, '')
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__EFMigrationsHistory'
            UNION ALL
            SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory'
            UNION ALL
            SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%EFMigrationsHistory%'
            ORDER BY 1
            """;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
