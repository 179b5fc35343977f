using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ZoomAspire.Bot.Chats;

/// <summary>
/// What an attempt at handling an update has done: as long as that is nothing it may be made again. Belongs to whatever is called by
/// whoever began it.
/// </summary>
internal sealed class UpdateAttempt
{
    private static readonly AsyncLocal<UpdateAttempt?> Own = new();

    private UpdateAttempt()
    {
    }

    /// <summary>Whether anything was said in a chat, or the database carried out a statement that may change something.</summary>
    public bool HasActed { get; private set; }

    /// <summary>Begins an attempt.</summary>
    public static UpdateAttempt Begin() => Own.Value = new UpdateAttempt();

    /// <summary>Notes that the attempt that is under way here, if one is, has done something, or may have.</summary>
    public static void Act()
    {
        if (Own.Value is { } attempt)
        {
            attempt.HasActed = true;
        }
    }

    /// <summary>Notes the statements that the database has carried out, other than those that only read.</summary>
    internal sealed class Watch : DbCommandInterceptor
    {
        /// <inheritdoc />
        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) => Seen(command, result);

        /// <inheritdoc />
        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) => Seen(command, result);

        /// <inheritdoc />
        public override ValueTask<object?> ScalarExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) => Seen(command, result);

        private static ValueTask<T> Seen<T>(DbCommand command, T result)
        {
            if (!command.CommandText.StartsWith("SELECT ", StringComparison.Ordinal))
            {
                Act();
            }

            return ValueTask.FromResult(result);
        }
    }
}
