using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// A group that became a supergroup goes on under another id: what is delivered to it follows. Told by an update or by the
/// failure of a call, whichever comes first (https://core.telegram.org/bots/api#responseparameters).
/// </summary>
/// <param name="context">The database.</param>
public sealed class GroupMigration(ZoomAspireContext context)
{
    /// <summary>
    /// Moves every destination in the group, save where its owner has the supergroup as a destination already. Ids of messages
    /// do not move with it: there they would name others. May be told more than once.
    /// </summary>
    /// <param name="from">The group's id so far.</param>
    /// <param name="to">The supergroup's id.</param>
    /// <param name="cancellationToken">Gives up; nothing has moved then.</param>
    public Task FollowAsync(TelegramChatId from, TelegramChatId to, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH messages AS (
                UPDATE chat_messages SET message_id = NULL, state = CASE WHEN state = 'announced' THEN 'removed' ELSE state END
                WHERE destination_id IN (SELECT id FROM destinations WHERE chat_id = {from.Value}))
            UPDATE destinations d SET chat_id = {to.Value}
            WHERE d.chat_id = {from.Value} AND NOT EXISTS (
                SELECT 1 FROM destinations o WHERE o.user_id = d.user_id AND o.chat_id = {to.Value}
                AND o.message_thread_id IS NOT DISTINCT FROM d.message_thread_id)
            """,
            cancellationToken);
}
