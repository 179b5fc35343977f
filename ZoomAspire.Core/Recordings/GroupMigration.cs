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
    /// Moves every destination in the group. Where its owner has the supergroup as a destination already, the two become that one: of two
    /// routes for the same meetings one stays, consented to if either was; of two deliveries of one recording the one that came further
    /// stays. Ids of messages do not move: in the supergroup they would name others. May be told more than once.
    /// </summary>
    /// <param name="from">The group's id so far.</param>
    /// <param name="to">The supergroup's id.</param>
    /// <param name="cancellationToken">Gives up; nothing has moved then.</param>
    public async Task FollowAsync(TelegramChatId from, TelegramChatId to, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await LockAsync(from, to, cancellationToken);
        foreach (var pair in await PairsAsync(from, to, cancellationToken))
        {
            await MergeAsync(pair.Old, pair.New, cancellationToken);
        }

        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE chat_messages SET message_id = NULL, state = CASE WHEN state = 'announced' THEN 'removed' ELSE state END
            WHERE destination_id IN (SELECT id FROM destinations WHERE chat_id = {from.Value});
            UPDATE destinations SET chat_id = {to.Value} WHERE chat_id = {from.Value};
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Tables in the order in which the end of a job writes them, rows in the order of their ids, the destinations last: they keep new
    // deliveries out. Jobs are not waited for.
    private async Task LockAsync(TelegramChatId from, TelegramChatId to, CancellationToken cancellationToken)
    {
        long[] chats = [from.Value, to.Value];
        await context.Database.ExecuteSqlAsync(
            $"""
            SELECT 1 FROM chat_messages WHERE destination_id IN (SELECT id FROM destinations WHERE chat_id = ANY ({chats})) ORDER BY id FOR UPDATE;
            SELECT 1 FROM deliveries WHERE destination_id IN (SELECT id FROM destinations WHERE chat_id = ANY ({chats})) ORDER BY id FOR UPDATE;
            SELECT 1 FROM routes WHERE destination_id IN (SELECT id FROM destinations WHERE chat_id = ANY ({chats})) ORDER BY id FOR UPDATE;
            SELECT 1 FROM destinations WHERE chat_id = ANY ({chats}) ORDER BY id FOR UPDATE;
            """,
            cancellationToken);
    }

    private Task<List<DestinationPair>> PairsAsync(TelegramChatId from, TelegramChatId to, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<DestinationPair>(
            $"""
            SELECT d.id AS "Old", o.id AS "New" FROM destinations d JOIN destinations o ON o.user_id = d.user_id AND o.chat_id = {to.Value}
                AND o.message_thread_id IS NOT DISTINCT FROM d.message_thread_id
            WHERE d.chat_id = {from.Value}
            """).ToListAsync(cancellationToken);

    private async Task MergeAsync(long from, long to, CancellationToken cancellationToken)
    {
        var dropped = await DroppedAsync(from, to, cancellationToken);
        // A running job finds its delivery gone; one that is being claimed now too.
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs WHERE status IN ('queued', 'parked', 'dead') AND (
                    kind IN ('deliver_recording', 'show_notes', 'report_failure', 'fetch_speakers') AND subject_id = ANY ({dropped})
                    OR kind = 'tell_unreachable' AND subject_id = {from})
                ORDER BY id FOR UPDATE SKIP LOCKED
            )
            UPDATE jobs j SET status = 'cancelled', finished_at = now() FROM locked WHERE j.id = locked.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM deliveries WHERE id = ANY ({dropped});
            UPDATE chat_messages SET destination_id = {to}, message_id = NULL, state = CASE WHEN state = 'announced' THEN 'removed' ELSE state END
            WHERE destination_id = {from};
            UPDATE deliveries SET destination_id = {to} WHERE destination_id = {from};
            UPDATE routes o SET state = 'active' FROM routes r
            WHERE o.destination_id = {to} AND r.destination_id = {from} AND r.state = 'active' AND o.connection_id = r.connection_id
                AND o.match = r.match AND o.series IS NOT DISTINCT FROM r.series AND o.words IS NOT DISTINCT FROM r.words;
            DELETE FROM routes r WHERE r.destination_id = {from} AND EXISTS (
                SELECT 1 FROM routes o WHERE o.connection_id = r.connection_id AND o.destination_id = {to}
                AND o.match = r.match AND o.series IS NOT DISTINCT FROM r.series AND o.words IS NOT DISTINCT FROM r.words);
            UPDATE routes SET destination_id = {to} WHERE destination_id = {from};
            UPDATE destinations o SET refused_at = greatest(o.refused_at, d.refused_at), asks_until = greatest(o.asks_until, d.asks_until)
            FROM destinations d WHERE o.id = {to} AND d.id = {from};
            DELETE FROM destinations WHERE id = {from};
            """,
            cancellationToken);
    }

    /// <summary>Of each two deliveries of one recording the one that came less far; the group's own where they are equal.</summary>
    private async Task<long[]> DroppedAsync(long from, long to, CancellationToken cancellationToken)
    {
        var deliveries = await context.Deliveries.AsNoTracking()
            .Where(delivery => delivery.DestinationId == from || delivery.DestinationId == to)
            .Select(delivery => new { delivery.Id, delivery.RecordingId, delivery.DestinationId, delivery.State })
            .ToListAsync(cancellationToken);
        return
        [
            .. deliveries.GroupBy(delivery => delivery.RecordingId)
                .SelectMany(both => both
                    .OrderByDescending(delivery => Progress(delivery.State))
                    .ThenByDescending(delivery => delivery.DestinationId == to)
                    .Skip(1))
                .Select(delivery => delivery.Id),
        ];
    }

    private static int Progress(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => 3,
        DeliveryState.Pending => 2,
        DeliveryState.Failed => 1,
        _ => 0,
    };

    private sealed record DestinationPair(long Old, long New);
}
