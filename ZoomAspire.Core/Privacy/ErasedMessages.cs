using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// Takes our messages out of the chats of somebody who is erased: all that Telegram lets a bot delete, where that is wanted; else only
/// announcements of audio that will not come.
/// </summary>
internal sealed class ErasedMessages(ITelegramBotClient bot, ZoomAspireContext context, TimeProvider time)
{
    /// <summary>How long Telegram lets a bot delete its messages (https://core.telegram.org/bots/api#deletemessage).</summary>
    public static readonly TimeSpan Deletable = TimeSpan.FromHours(48);

    /// <summary>Removes them, and counts. Removed ones are not tried again.</summary>
    /// <exception cref="JobFailedException">Telegram could not be asked.</exception>
    public async Task RemoveAsync(JobLease job, Erasure erasure, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Deletable;
        var left = await (
            from message in context.ChatMessages
            join destination in context.Destinations on message.DestinationId equals destination.Id
            join delivery in context.Deliveries on message.DeliveryId equals delivery.Id
            where destination.UserId == erasure.UserId && message.MessageId != null && message.State != ChatMessageState.Removed
            orderby message.Id descending
            select new
            {
                message,
                destination.ChatId,
                // Changed since: it may be older, which Telegram then says.
                IsYoung = message.UpdatedAt > since,
                IsPromise = message.Purpose == ChatMessagePurpose.Announce && message.State == ChatMessageState.Announced,
            }).ToListAsync(cancellationToken);
        foreach (var one in left.Where(one => one.IsYoung && (erasure.RemovesMessages || one.IsPromise)))
        {
            if (await DeleteAsync(one.ChatId, one.message.MessageId!.Value, cancellationToken))
            {
                one.message.State = ChatMessageState.Removed;
                erasure.RemovedMessages++;
                await job.SaveAsync(context, cancellationToken);
            }
        }

        erasure.StayingMessages = left.Count(one => one.message.State != ChatMessageState.Removed);
        await job.SaveAsync(context, cancellationToken);
    }

    private async Task<bool> DeleteAsync(TelegramChatId chatId, int messageId, CancellationToken cancellationToken)
    {
        try
        {
            await bot.DeleteMessage(chatId.Value, messageId, cancellationToken);
            return true;
        }
        catch (RequestException exception)
        {
            return TelegramFailures.Classify(exception) switch
            {
                { Kind: TelegramFailureKind.MessageGone } => true,
                { Kind: TelegramFailureKind.RateLimited, RetryAfter: var wait } =>
                    throw new JobFailedException(FailureKind.RateLimited, "Telegram wants us to wait.", wait, exception),
                { Kind: TelegramFailureKind.Transient or TelegramFailureKind.Unauthorized or TelegramFailureKind.Conflict } =>
                    throw new JobFailedException(FailureKind.Transient, "Telegram could not be asked.", innerException: exception),
                _ => false, // Too old, or a chat that is closed to us.
            };
        }
    }
}
