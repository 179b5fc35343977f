using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells users something in their private chat with the bot, outside any delivery.</summary>
internal sealed class OwnerNotices(ZoomAspireContext context, ITelegramBotClient bot)
{
    /// <summary>A button that makes a fresh link to connect.</summary>
    public static InlineKeyboardMarkup ConnectAgain(string label = "Connect Zoom") =>
        new(InlineKeyboardButton.WithCallbackData(label, BotActions.Connect));

    /// <summary>Sends a notice; users who came without Telegram get none.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task SendAsync(long userId, string html, CancellationToken cancellationToken) =>
        SendAsync(userId, html, null, cancellationToken);

    /// <summary>The same, with buttons that the bot answers.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task SendAsync(long userId, string html, InlineKeyboardMarkup? keyboard, CancellationToken cancellationToken) =>
        await SendAsync(await FindChatAsync(userId, cancellationToken), html, keyboard, cancellationToken);

    /// <summary>The user's private chat; null for users who came without Telegram.</summary>
    public async Task<TelegramUserId?> FindChatAsync(long userId, CancellationToken cancellationToken) =>
        (await context.Users.AsNoTracking().SingleAsync(user => user.Id == userId, cancellationToken)).TelegramUserId;

    /// <summary>The same, for a chat that was found before: asks nothing but Telegram.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task SendAsync(TelegramUserId? found, string html, InlineKeyboardMarkup? keyboard, CancellationToken cancellationToken)
    {
        if (found is not { } chatId)
        {
            return;
        }

        try
        {
            await bot.SendMessage(
                chatId.Value, html, parseMode: ParseMode.Html, replyMarkup: keyboard, cancellationToken: cancellationToken);
        }
        catch (RequestException exception)
        {
            var failure = TelegramFailures.Classify(exception);
            throw new JobFailedException(
                failure.Kind switch
                {
                    TelegramFailureKind.Blocked or TelegramFailureKind.ChatGone => FailureKind.Gone,
                    TelegramFailureKind.RateLimited => FailureKind.RateLimited,
                    TelegramFailureKind.BadRequest => FailureKind.Bug,
                    _ => FailureKind.Transient,
                },
                $"The user could not be told ({failure.Kind}).",
                failure.RetryAfter,
                exception);
        }
    }
}
