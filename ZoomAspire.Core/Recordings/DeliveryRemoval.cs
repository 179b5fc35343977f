using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Removes a delivered recording from its chat, audio and notes, for its owner, as long as Telegram lets the bot
/// (https://core.telegram.org/bots/api#deletemessage). Nothing brings it back but its owner. May be repeated: what is gone is gone.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="bot">The Bot API.</param>
/// <param name="time">The time.</param>
public sealed class DeliveryRemoval(ZoomAspireContext context, ITelegramBotClient bot, TimeProvider time)
{
    /// <summary>How old a message may be that a bot deletes.</summary>
    public static TimeSpan Allowed { get; } = TimeSpan.FromHours(48);

    /// <summary>Removes it.</summary>
    /// <param name="deliveryId">The delivery. Can be forged.</param>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="cancellationToken">Gives up; asking again goes on with it.</param>
    /// <exception cref="RequestException">Telegram could not be asked.</exception>
    public async Task<RemovalResult> RemoveAsync(long deliveryId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        var found = await (
            from delivery in context.Deliveries
            join destination in context.Destinations on delivery.DestinationId equals destination.Id
            join user in context.Users on destination.UserId equals user.Id
            where delivery.Id == deliveryId && user.TelegramUserId == userId
            select new { destination.Id, destination.ChatId }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return RemovalResult.NotYours;
        }

        // First: from now on nothing is added to it.
        if (!await SetWithdrawnAsync(deliveryId, time.GetUtcNow(), cancellationToken))
        {
            return RemovalResult.NotThere;
        }

        return await DeleteAsync(deliveryId, found.Id, found.ChatId, cancellationToken);
    }

    /// <summary>Whether it may be worth trying: an administrator's bot deletes what is older in groups, too.</summary>
    internal static bool MayBeAllowed(Delivery delivery, Destination destination, DateTimeOffset now) =>
        destination.Kind == DestinationKind.Group || delivery.DeliveredAt > now - Allowed;

    private async Task<RemovalResult> DeleteAsync(
        long deliveryId, long destinationId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        // The audio before what replies to it: where that stays, all stays.
        var messages = await context.ChatMessages.AsNoTracking()
            .Where(message => message.DeliveryId == deliveryId && message.DestinationId == destinationId && message.MessageId != null)
            .OrderBy(message => message.Purpose == ChatMessagePurpose.Notes ? 1 : 0).ThenBy(message => message.Part).ThenBy(message => message.Id)
            .ToListAsync(cancellationToken);
        var deleted = 0;
        foreach (var message in messages)
        {
            var result = await DeleteAsync(chatId, message.MessageId!.Value, cancellationToken);
            if (result == RemovalResult.Removed)
            {
                deleted++;
                await NoteRemovedAsync(message, cancellationToken);
            }
            else if (deleted == 0)
            {
                await SetWithdrawnAsync(deliveryId, null, cancellationToken);
                return result;
            }
        }

        return deleted > 0 ? RemovalResult.Removed : RemovalResult.NotThere;
    }

    private async Task<RemovalResult> DeleteAsync(TelegramChatId chatId, int messageId, CancellationToken cancellationToken)
    {
        try
        {
            await bot.DeleteMessage(chatId.Value, messageId, cancellationToken);
            return RemovalResult.Removed;
        }
        catch (RequestException exception) when (ResultOf(exception) is { } result)
        {
            return result;
        }
    }

    private static RemovalResult? ResultOf(RequestException exception) => TelegramFailures.Classify(exception).Kind switch
    {
        // Somebody was faster, or it is too old.
        TelegramFailureKind.MessageGone => TelegramFailures.MayNotDelete(exception) ? RemovalResult.TooOld : RemovalResult.Removed,
        TelegramFailureKind.Blocked or TelegramFailureKind.ChatGone or TelegramFailureKind.NoRights or TelegramFailureKind.Migrated =>
            RemovalResult.Unreachable,
        TelegramFailureKind.RateLimited => RemovalResult.Later,
        _ => null,
    };

    private Task<int> NoteRemovedAsync(ChatMessage removed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return context.ChatMessages.Where(message => message.Id == removed.Id && message.MessageId == removed.MessageId).ExecuteUpdateAsync(
            set => set.SetProperty(message => message.State, ChatMessageState.Removed)
                .SetProperty(message => message.MessageId, (int?)null)
                .SetProperty(message => message.UpdatedAt, now),
            cancellationToken);
    }

    private async Task<bool> SetWithdrawnAsync(long deliveryId, DateTimeOffset? at, CancellationToken cancellationToken) =>
        await context.Deliveries.Where(delivery => delivery.Id == deliveryId && delivery.State == DeliveryState.Delivered)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.WithdrawnAt, at), cancellationToken) > 0;
}

/// <summary>What came of removing a delivery from its chat.</summary>
public enum RemovalResult
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is not in the chat, as far as we know.</summary>
    NotThere,

    /// <summary>Telegram does not let a bot delete it any more: only people can.</summary>
    TooOld,

    /// <summary>The bot cannot reach the chat, or has no right there.</summary>
    Unreachable,

    /// <summary>Telegram wants us to wait.</summary>
    Later,

    /// <summary>There is no such delivery, or it is somebody else's.</summary>
    NotYours,
}
