using System.Data.Common;
using Npgsql;

namespace ZoomAspire.Core.Data;

/// <summary>How sessions with the database server are kept.</summary>
internal static class DatabaseSessions
{
    private const string AutoPrepare = "Max Auto Prepare";
    private const string NoReset = "No Reset On Close";

    // Less than a lease: what such a transaction has locked must not keep others from taking its work over.
    private const string TransactionIdle = "-c idle_in_transaction_session_timeout=30s";

    // More than the product has statements. The server parses and plans one once for a session, not each time.
    private const int Statements = 300;

    /// <summary>
    /// A connection string by which the server ends a transaction in which nothing happens for 30 s
    /// (https://www.postgresql.org/docs/current/runtime-config-client.html): one whose process has vanished, or stands still, without a
    /// word. A transaction that waits for somebody else for longer sets its own time. Statements are prepared when they come for the
    /// second time, and a session is not reset when it goes back to the pool: nothing of ours outlives a transaction but locks that are
    /// given back explicitly (https://www.npgsql.org/doc/connection-string-parameters.html). What the string says itself, and a string
    /// that nobody can read, stay as they are.
    /// </summary>
    public static string? Configure(string? connectionString)
    {
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(connectionString))
            {
                return connectionString;
            }

            builder.Options = builder.Options is { Length: > 0 } own ? own : TransactionIdle;
            builder.MaxAutoPrepare = Says(given, AutoPrepare) ? builder.MaxAutoPrepare : Statements;
            builder.AutoPrepareMinUsages = Says(given, "Auto Prepare Min Usages") ? builder.AutoPrepareMinUsages : 2;
            builder.NoResetOnClose = !Says(given, NoReset) || builder.NoResetOnClose;
            return builder.ConnectionString;
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            return connectionString; // DatabaseOptions says what is wrong with it.
        }
    }

    // Npgsql knows each by its name with and without spaces.
    private static bool Says(DbConnectionStringBuilder given, string name) =>
        given.ContainsKey(name) || given.ContainsKey(name.Replace(" ", "", StringComparison.Ordinal));
}
