using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>Tells the operator, in his chat, what needs him: each thing at most once in a while, whichever replica notices it.</summary>
/// <param name="context">The database.</param>
/// <param name="bot">Telegram.</param>
/// <param name="options">Which chat.</param>
public sealed class OperatorAlerts(ZoomAspireContext context, ITelegramBotClient bot, IOptions<OperatorOptions> options)
{
    /// <summary>Characters of what is the matter.</summary>
    internal const int MaxObserved = 200;

    // What comes back so soon after it was told is no news yet.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    // Around a threshold things go up and down.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <summary>Whether there is a chat to tell.</summary>
    public bool IsPossible => options.Value.ChatId is not null;

    /// <summary>
    /// Sends an alert, unless one of the same name was sent not long ago. Nothing but the name is locked while Telegram is asked. Mark
    /// what it was about as told afterwards: a crash in between has it told twice rather than never.
    /// </summary>
    /// <param name="name">What it is about.</param>
    /// <param name="quiet">Time that must have passed since the last of this name.</param>
    /// <param name="html">The text: HTML of the Bot API's dialect.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was sent; false where it is too early, or there is nobody to tell.</returns>
    public async Task<bool> SendAsync(string name, TimeSpan quiet, string html, CancellationToken cancellationToken) =>
        IsPossible && await SendIfAsync(
            () => ClaimAsync(name, quiet, cancellationToken), _ => Task.FromResult(new AlertMessage(html, null)), cancellationToken);

    /// <summary>
    /// Notes that something is the matter, and tells it when it begins and, until somebody acknowledges it, now and then. Without a chat, or
    /// where Telegram does not take it, it is noted all the same.
    /// </summary>
    /// <param name="name">What it is about.</param>
    /// <param name="observed">What is the matter, in numbers.</param>
    /// <param name="repeat">After how long it is told again.</param>
    /// <param name="message">Makes the message.</param>
    /// <param name="cancellationToken">Gives up; it is noted and told next time.</param>
    /// <returns>Whether it was told.</returns>
    internal async Task<bool> FireAsync(
        string name,
        string observed,
        TimeSpan repeat,
        Func<CancellationToken, Task<AlertMessage>> message,
        CancellationToken cancellationToken)
    {
        observed = ColumnText.Cut(observed, MaxObserved);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO operator_alerts AS a (name, sent_at, firing_since, observed) VALUES ({name}, 'epoch', now(), {observed})
            ON CONFLICT (name) DO UPDATE SET firing_since = coalesce(a.firing_since, now()), clear_since = NULL, observed = {observed}
            """,
            cancellationToken);
        return await SendIfAsync(() => ClaimFiringAsync(name, repeat, cancellationToken), message, cancellationToken);
    }

    /// <summary>Notes that nothing is the matter, and tells it once that has held for some minutes, if its beginning was told.</summary>
    /// <param name="name">What it is about.</param>
    /// <param name="html">The text: HTML of the Bot API's dialect.</param>
    /// <param name="cancellationToken">Gives up; it is told next time.</param>
    /// <returns>Whether it was told.</returns>
    internal async Task<bool> ResolveAsync(string name, string html, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"UPDATE operator_alerts SET clear_since = now() WHERE name = {name} AND firing_since IS NOT NULL AND clear_since IS NULL",
            cancellationToken);
        if (await SendIfAsync(
            () => EndAsync(name, wasTold: true, cancellationToken), _ => Task.FromResult(new AlertMessage(html, null)), cancellationToken))
        {
            return true;
        }

        await EndAsync(name, wasTold: false, cancellationToken);
        return false;
    }

    /// <summary>What no rule watches any more is over without a word.</summary>
    /// <param name="names">What the rules watch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal Task ForgetExceptAsync(string[] names, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"DELETE FROM operator_alerts WHERE firing_since IS NOT NULL AND name <> ALL ({names})", cancellationToken);

    private async Task<bool> SendIfAsync(
        Func<Task<bool>> claim, Func<CancellationToken, Task<AlertMessage>> message, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Telegram may take its time.
        await context.Database.ExecuteSqlAsync($"SELECT set_config('idle_in_transaction_session_timeout', '5min', true)", cancellationToken);
        if (!await claim())
        {
            return false;
        }

        if (options.Value.ChatId is { } chatId)
        {
            await SendAsync(chatId, await message(cancellationToken), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return IsPossible;
    }

    private Task<Message> SendAsync(TelegramChatId chatId, AlertMessage message, CancellationToken cancellationToken) => bot.SendMessage(
        chatId.Value,
        TelegramHtml.Truncate(message.Html, TelegramHtml.TextLimit),
        parseMode: ParseMode.Html,
        replyMarkup: message.Buttons,
        linkPreviewOptions: new LinkPreviewOptions { IsDisabled = true },
        cancellationToken: cancellationToken);

    private async Task<bool> ClaimAsync(string name, TimeSpan quiet, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO operator_alerts AS a (name, sent_at) VALUES ({name}, now())
            ON CONFLICT (name) DO UPDATE SET sent_at = now() WHERE a.sent_at <= now() - {quiet}
            """,
            cancellationToken) > 0;

    // What was sent before it began was about another time.
    private async Task<bool> ClaimFiringAsync(string name, TimeSpan repeat, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE operator_alerts SET sent_at = now()
            WHERE name = {name} AND acknowledged_at IS NULL
              AND sent_at <= now() - CASE WHEN sent_at < firing_since THEN {Quiet} ELSE {repeat} END
            """,
            cancellationToken) > 0;

    private async Task<bool> EndAsync(string name, bool wasTold, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE operator_alerts
            SET firing_since = NULL, clear_since = NULL, observed = NULL, acknowledged_at = NULL, acknowledged_by = NULL
            WHERE name = {name} AND firing_since IS NOT NULL AND clear_since <= now() - {Calm} AND (sent_at >= firing_since) = {wasTold}
            """,
            cancellationToken) > 0;
}
