using Npgsql;

namespace ZoomAspire.Core.Data;

/// <summary>What the database server is to do with sessions whose process has vanished, or stands still, without a word.</summary>
internal static class DatabaseSessions
{
    // Less than a lease: what such a transaction has locked must not keep others from taking its work over.
    private const string TransactionIdle = "-c idle_in_transaction_session_timeout=30s";

    /// <summary>
    /// A connection string by which the server ends a transaction in which nothing happens for 30 s
    /// (https://www.postgresql.org/docs/current/runtime-config-client.html). A transaction that waits for somebody else for longer sets
    /// its own time. Options that the string has already, and a string that nobody can read, stay as they are.
    /// </summary>
    public static string? Bound(string? connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(connectionString) || builder.Options is { Length: > 0 })
            {
                return connectionString;
            }

            builder.Options = TransactionIdle;
            return builder.ConnectionString;
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            return connectionString; // DatabaseOptions says what is wrong with it.
        }
    }
}
