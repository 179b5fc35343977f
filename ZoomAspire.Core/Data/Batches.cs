using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ZoomAspire.Core.Data;

/// <summary>Several statements in one round trip. Each sees what was committed before it began, as if it had been sent by itself.</summary>
internal static class Batches
{
    /// <summary>
    /// A batch on the context's connection, which must be open: in its transaction if it has one, in one of its own else.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="commands">The statements.</param>
    public static NpgsqlBatch NewBatch(this ZoomAspireContext context, params NpgsqlBatchCommand[] commands)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)context.Database.GetDbConnection());
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>A statement of a batch.</summary>
    /// <param name="sql">The statement, with <c>$1</c> and so on for its values.</param>
    /// <param name="values">The values; none of them null.</param>
    public static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(Parameters(values));
        return command;
    }

    /// <summary>Values of a statement.</summary>
    /// <param name="values">The values; none of them null.</param>
    public static NpgsqlParameter[] Parameters(object[] values) => [.. values.Select(value => new NpgsqlParameter { Value = value })];
}
