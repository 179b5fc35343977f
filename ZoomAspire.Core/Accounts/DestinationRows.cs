using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>Finds destinations, and adds them where they are not there yet. Whoever does the same at the same time gets the same row.</summary>
internal static class DestinationRows
{
    /// <summary>A chat as a destination of a user.</summary>
    /// <returns>Its key.</returns>
    public static async Task<long> EnsureAsync(
        ZoomAspireContext context, long userId, DeliveryPlace place, CancellationToken cancellationToken)
    {
        var kind = place.ChatId.IsPrivate ? "private" : "group";
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO destinations (user_id, chat_id, message_thread_id, kind, state, created_at)
            VALUES ({userId}, {place.ChatId.Value}, {place.MessageThreadId}, {kind}, 'active', now())
            ON CONFLICT (user_id, chat_id, message_thread_id) DO NOTHING
            """,
            cancellationToken);
        return await context.Destinations
            .Where(row => row.UserId == userId && row.ChatId == place.ChatId && row.MessageThreadId == place.MessageThreadId)
            .Select(row => row.Id)
            .SingleAsync(cancellationToken);
    }

    /// <summary>The user's private chat with the bot as a destination.</summary>
    /// <returns>Its key; null for users who came without Telegram.</returns>
    public static async Task<long?> EnsurePrivateAsync(ZoomAspireContext context, long userId, CancellationToken cancellationToken) =>
        await PlaceOfAsync(context, userId, cancellationToken) is { } place
            ? await EnsureAsync(context, userId, place, cancellationToken)
            : null;

    /// <summary>The same, as far as it is there.</summary>
    /// <returns>Its key; null if it is not there.</returns>
    public static async Task<long?> FindPrivateAsync(ZoomAspireContext context, long userId, CancellationToken cancellationToken)
    {
        // The private chat has the number of its user: see TelegramChatId.PrivateWith.
        var found = await context.Database.SqlQuery<long>(
            $"""
            SELECT d.id AS "Value" FROM users u JOIN destinations d ON d.user_id = u.id AND d.chat_id = u.telegram_user_id
            WHERE u.id = {userId} AND d.message_thread_id IS NULL
            """).ToListAsync(cancellationToken);
        return found is [var id] ? id : null;
    }

    private static async Task<DeliveryPlace?> PlaceOfAsync(ZoomAspireContext context, long userId, CancellationToken cancellationToken) =>
        await context.Users.Where(user => user.Id == userId).Select(user => user.TelegramUserId).SingleOrDefaultAsync(cancellationToken) is { } id
            ? new DeliveryPlace(Telegram.TelegramChatId.PrivateWith(id), null)
            : null;
}
