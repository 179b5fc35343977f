using Npgsql;
using ZoomAspire.Core.Data;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Data;

public sealed class DatabaseSessionsTests
{
    [Fact]
    public async Task The_server_ends_a_transaction_in_which_nothing_happens_before_a_lease_runs_out()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Equal("30s", await ShowAsync(DatabaseSessions.Configure(database.ConnectionString)!));
    }

    [Fact]
    public async Task Options_of_the_connection_string_are_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c idle_in_transaction_session_timeout=7s" };

        Assert.Equal("7s", await ShowAsync(DatabaseSessions.Configure(own.ConnectionString)!));
    }

    [Fact]
    public async Task A_statement_that_comes_again_and_again_is_planned_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(DatabaseSessions.Configure(database.ConnectionString)!);
        await using var connection = await source.OpenConnectionAsync();
        for (var time = 0; time < 3; time++)
        {
            await using var command = new NpgsqlCommand("SELECT 42 AS again", connection);
            Assert.Equal(42, await command.ExecuteScalarAsync());
        }

        await using var prepared = new NpgsqlCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 42 AS again'", connection);
        Assert.Equal(1L, await prepared.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("Max Auto Prepare=0;No Reset On Close=false")]
    [InlineData("MaxAutoPrepare=0;NoResetOnClose=false")]
    public void Who_has_a_pooler_between_says_so_and_is_heard(string own)
    {
        var configured = new NpgsqlConnectionStringBuilder(DatabaseSessions.Configure("Host=here;" + own));

        Assert.Equal(0, configured.MaxAutoPrepare);
        Assert.False(configured.NoResetOnClose);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=here;Port=many")]
    [InlineData("Nonsense=1")]
    public void What_nobody_can_read_is_left_to_the_check_of_the_settings(string? connectionString) =>
        Assert.Equal(connectionString, DatabaseSessions.Configure(connectionString));

    private static async Task<string> ShowAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SHOW idle_in_transaction_session_timeout");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
