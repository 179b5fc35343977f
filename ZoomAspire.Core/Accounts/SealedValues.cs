using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// A column of sealed values (<c>bytea</c>). Register one for each such column: after a change of keys its values are sealed anew,
/// and a key that is missing is noticed.
/// </summary>
/// <param name="Table">The table; its key must be the column <c>id</c>.</param>
/// <param name="Column">The column.</param>
internal sealed record SealedColumn(string Table, string Column)
{
    /// <summary>SQL for what names a row in <see cref="SealedPlace.Row"/>.</summary>
    public string Row { get; init; } = "id::text";

    public SealedPlace Place(string row) => new($"{Table}.{Column}", row);
}

/// <summary>
/// All sealed values of the database: which keys they need, and sealing them anew with the first key. Values lie in a few columns
/// (SealedColumn); the id of their key stands open in each.
/// </summary>
public sealed partial class SealedValues
{
    private const int Batch = 50;

    // See the layout in Sealer; what is no sealed value counts under a name that no key can have.
    private const string KeyId =
        "CASE WHEN length({0}) > 2 AND get_byte({0}, 0) = 1 AND length({0}) >= 2 + get_byte({0}, 1) " +
        "THEN encode(substr({0}, 3, get_byte({0}, 1)), 'escape') ELSE '(none)' END";

    private readonly ZoomAspireContext _context;
    private readonly Sealer _sealer;
    private readonly IReadOnlyList<SealedColumn> _columns;
    private readonly SealedValueStatus _status;
    private readonly ILogger<SealedValues> _logger;

    internal SealedValues(
        ZoomAspireContext context, Sealer sealer, IEnumerable<SealedColumn> columns, SealedValueStatus status, ILogger<SealedValues> logger)
    {
        _context = context;
        _sealer = sealer;
        _columns = [.. columns];
        _status = status;
        _logger = logger;
    }

    /// <summary>Counts values by key, and remembers the count for the metric and the health check.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Key id → values.</returns>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var column in _columns)
        {
            var sql = $"SELECT {Key(column)}, count(*) FROM {column.Table} WHERE {column.Column} IS NOT NULL GROUP BY 1";
            await foreach (var row in ReadAsync(sql, reader => (Key: reader.GetString(0), Count: reader.GetInt64(1)), cancellationToken))
            {
                counts[row.Key] = counts.GetValueOrDefault(row.Key) + row.Count;
            }
        }

        _status.Counted(counts);
        return counts;
    }

    /// <summary>
    /// Seals anew what is not sealed with the first key. A few rows at a time, each under its lock and only if it is still what was
    /// read: a row that somebody else has locked is about to change by itself, and is left to the next run. May be stopped anywhere.
    /// </summary>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many values were sealed anew.</returns>
    public async Task<int> ResealAsync(CancellationToken cancellationToken)
    {
        var before = await CountAsync(cancellationToken);
        if (before.Keys.All(key => key == _sealer.CurrentKeyId))
        {
            return 0;
        }

        var done = 0;
        foreach (var column in _columns)
        {
            done += await ResealAsync(column, cancellationToken);
        }

        foreach (var (key, count) in await CountAsync(cancellationToken))
        {
            if (key != _sealer.CurrentKeyId)
            {
                LogLeft(count, key, _sealer.HasKey(key) ? "they are locked and come next time" : "TOKEN_ENCRYPTION_KEYS does not hold it");
            }
        }

        LogResealed(done, _sealer.CurrentKeyId);
        return done;
    }

    private async Task<int> ResealAsync(SealedColumn column, CancellationToken cancellationToken)
    {
        var done = 0;
        object? after = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var transaction = await _context.Database.BeginTransactionAsync(cancellationToken);
            var rows = await LockBatchAsync(column, after, cancellationToken);
            foreach (var row in rows)
            {
                done += await ResealAsync(column, row, cancellationToken) ? 1 : 0;
            }

            await transaction.CommitAsync(cancellationToken);
            if (rows.Count < Batch)
            {
                return done;
            }

            after = rows[^1].Id;
        }
    }

    // By the key as it is, a number or a uuid: its index finds both the next rows and each one that is written.
    private async Task<List<SealedRow>> LockBatchAsync(SealedColumn column, object? after, CancellationToken cancellationToken)
    {
        var sql =
            $"""
            SELECT id, {column.Row} AS place, {column.Column} FROM {column.Table}
            WHERE {column.Column} IS NOT NULL AND {Key(column)} <> $1 {(after is null ? "" : "AND id > $2")}
            ORDER BY id LIMIT {Batch.ToString(CultureInfo.InvariantCulture)} FOR NO KEY UPDATE SKIP LOCKED
            """;
        var rows = new List<SealedRow>();
        await foreach (var row in ReadAsync(
            sql,
            reader => new SealedRow(reader.GetValue(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)),
            cancellationToken,
            after is null ? [_sealer.CurrentKeyId] : [_sealer.CurrentKeyId, after]))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task<bool> ResealAsync(SealedColumn column, SealedRow row, CancellationToken cancellationToken)
    {
        var place = column.Place(row.Place);
        byte[] value;
        try
        {
            value = _sealer.Seal(_sealer.Open(row.Value, place), place);
        }
        catch (SealBrokenException failure)
        {
            LogNotOpened(failure.Message);
            return false;
        }

        await using var command = Command(
            $"UPDATE {column.Table} SET {column.Column} = $1 WHERE id = $2 AND {column.Column} = $3", value, row.Id, row.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static string Key(SealedColumn column) => KeyId.Replace("{0}", column.Column, StringComparison.Ordinal);

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken,
        params object[] values)
    {
        await _context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return read(reader);
        }
    }

    // Names of tables and columns come from our own registrations, values are parameters.
    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)_context.Database.GetDbConnection());
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }

    private sealed record SealedRow(object Id, string Place, byte[] Value);

    [LoggerMessage(LogLevel.Information, "{Count} secrets were sealed anew with key \"{Key}\"")]
    private partial void LogResealed(int count, string key);

    [LoggerMessage(LogLevel.Warning, "{Count} secrets are still sealed with key \"{Key}\": {Reason}")]
    private partial void LogLeft(long count, string key, string reason);

    [LoggerMessage(LogLevel.Warning, "A secret was not sealed anew: {Reason}")]
    private partial void LogNotOpened(string reason);
}
