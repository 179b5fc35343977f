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
    /// <summary>The same without a button.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task SendAsync(long userId, string html, CancellationToken cancellationToken) => SendAsync(userId, html, null, cancellationToken);

    /// <summary>Sends a notice, with a button for connecting if it has a label; users who came without Telegram get none.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task SendAsync(long userId, string html, string? connectButton, CancellationToken cancellationToken)
    {
        var user = await context.Users.AsNoTracking().SingleAsync(user => user.Id == userId, cancellationToken);
        if (user.TelegramUserId is not { } chatId)
        {
            return;
        }

        try
        {
            await bot.SendMessage(
                chatId.Value,
                html,
                parseMode: ParseMode.Html,
                replyMarkup: connectButton is null
                    ? null
                    : new InlineKeyboardMarkup(InlineKeyboardButton.WithCallbackData(connectButton, ButtonData.Connect)),
                cancellationToken: cancellationToken);
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
