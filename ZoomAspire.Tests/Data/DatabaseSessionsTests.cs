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

        Assert.Equal("30s", await ShowAsync(DatabaseSessions.Bound(database.ConnectionString)!));
    }

    [Fact]
    public async Task Options_of_the_connection_string_are_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c idle_in_transaction_session_timeout=7s" };

        Assert.Equal("7s", await ShowAsync(DatabaseSessions.Bound(own.ConnectionString)!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=here;Port=many")]
    [InlineData("Nonsense=1")]
    public void What_nobody_can_read_is_left_to_the_check_of_the_settings(string? connectionString) =>
        Assert.Equal(connectionString, DatabaseSessions.Bound(connectionString));

    private static async Task<string> ShowAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SHOW idle_in_transaction_session_timeout");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
