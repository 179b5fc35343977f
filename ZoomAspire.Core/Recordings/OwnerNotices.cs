using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells users something in their private chat with the bot, outside any delivery.</summary>
internal sealed partial class OwnerNotices(ZoomAspireContext context, ITelegramBotClient bot, ILogger<OwnerNotices> logger)
{
    /// <summary>A button that makes a fresh link to connect.</summary>
    /// <param name="label">What it says; null for “Connect Zoom”.</param>
    public static InlineKeyboardMarkup ConnectAgain(string? label = null) =>
        new(InlineKeyboardButton.WithCallbackData(label ?? ConnectionNotices.ConnectButton, BotActions.Connect));

    // Nobody wants to read the same again and again: what got no answer is said once more, when whatever loses answers had time to
    // pass, and then taken as heard.
    private const int MaxUnconfirmed = 2;
    private static readonly TimeSpan PauseAfterSilence = TimeSpan.FromMinutes(10);

    /// <summary>Says what a job is to say to its tenant. May be repeated: what may have been heard is said at most once more.</summary>
    /// <param name="job">The job, which says nothing else.</param>
    /// <param name="html">What is said.</param>
    /// <param name="keyboard">Buttons that the bot answers, if any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task TellAsync(JobLease job, string html, InlineKeyboardMarkup? keyboard, CancellationToken cancellationToken) =>
        TellAsync(job, html, keyboard, isSilent: false, cancellationToken);

    /// <summary>The same, without a sound where that is wanted.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task TellAsync(JobLease job, string html, InlineKeyboardMarkup? keyboard, bool isSilent, CancellationToken cancellationToken) =>
        TellAsync(job, chatId => SendMessageAsync(chatId, html, keyboard, isSilent, cancellationToken), cancellationToken);

    /// <summary>The same for whatever is sent, in one call.</summary>
    /// <param name="job">The job, which says nothing else.</param>
    /// <param name="send">Sends it to the tenant's private chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task TellAsync(JobLease job, Func<TelegramUserId, Task> send, CancellationToken cancellationToken)
    {
        // Written before the call, so that after a crash we know what may have been said.
        var sends = await CountAsync(job, 1, cancellationToken);
        if (sends > MaxUnconfirmed)
        {
            LogUnconfirmed(job.Kind);
            return;
        }

        try
        {
            await SendAsync(await FindChatAsync(job.TenantId, cancellationToken), send);
        }
        catch (JobFailedException exception) when (exception.InnerException is RequestException failed)
        {
            if (TelegramCalls.WasNotMade(failed))
            {
                await CountAsync(job, -1, cancellationToken);
                throw;
            }

            if (UnknownFate.WasAnswered(failed))
            {
                await CountAsync(job, -1, cancellationToken);
                throw new JobFailedException(
                    exception.Failure.Kind, exception.Failure.Reason, UnknownFate.PauseAfter(job.Attempts, failed), exception);
            }

            if (sends < MaxUnconfirmed)
            {
                throw new JobFailedException(exception.Failure.Kind, exception.Failure.Reason, PauseAfterSilence, exception);
            }

            LogUnconfirmed(job.Kind);
        }
    }

    /// <summary>Sends a notice, for callers that see themselves to it that it is not repeated; users who came without Telegram get none.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task SendAsync(long userId, string html, InlineKeyboardMarkup? keyboard, CancellationToken cancellationToken) =>
        await SendAsync(await FindChatAsync(userId, cancellationToken), html, keyboard, cancellationToken);

    /// <summary>The user's private chat; null for users who came without Telegram.</summary>
    public async Task<TelegramUserId?> FindChatAsync(long userId, CancellationToken cancellationToken) =>
        (await context.Users.AsNoTracking().SingleAsync(user => user.Id == userId, cancellationToken)).TelegramUserId;

    /// <summary>The same, for a chat that was found before: asks nothing but Telegram.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task SendAsync(TelegramUserId? found, string html, InlineKeyboardMarkup? keyboard, CancellationToken cancellationToken) =>
        SendAsync(found, chatId => SendMessageAsync(chatId, html, keyboard, isSilent: false, cancellationToken));

    internal Task<Message> SendMessageAsync(
        TelegramUserId chatId, string html, InlineKeyboardMarkup? keyboard, bool isSilent, CancellationToken cancellationToken) => bot.SendMessage(
        chatId.Value,
        html,
        parseMode: ParseMode.Html,
        replyMarkup: keyboard,
        disableNotification: isSilent,
        cancellationToken: cancellationToken);

    private static async Task SendAsync(TelegramUserId? found, Func<TelegramUserId, Task> send)
    {
        if (found is not { } chatId)
        {
            return;
        }

        try
        {
            await send(chatId);
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

    private async Task<int> CountAsync(JobLease job, int by, CancellationToken cancellationToken)
    {
        var count = 0;
        await job.SaveAsync(
            context,
            async token => count = (await context.Database.SqlQuery<int>(
                $"""UPDATE jobs SET unconfirmed_sends = unconfirmed_sends + {by} WHERE id = {job.Id} RETURNING unconfirmed_sends AS "Value" """)
                .ToListAsync(token)).Single(),
            cancellationToken);
        return count;
    }

    [LoggerMessage(LogLevel.Warning, "Telegram did not confirm what {Kind} had to say: it is not said again")]
    private partial void LogUnconfirmed(JobKind kind);
}
