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
    public async Task<bool> SendAsync(string name, TimeSpan quiet, string html, CancellationToken cancellationToken)
    {
        if (options.Value.ChatId is not { } chatId)
        {
            return false;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Telegram may take its time.
        await context.Database.ExecuteSqlAsync($"SELECT set_config('idle_in_transaction_session_timeout', '5min', true)", cancellationToken);
        if (!await ClaimAsync(name, quiet, cancellationToken))
        {
            return false;
        }

        await bot.SendMessage(
            chatId.Value,
            TelegramHtml.Truncate(html, TelegramHtml.TextLimit),
            parseMode: ParseMode.Html,
            linkPreviewOptions: new LinkPreviewOptions { IsDisabled = true },
            cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> ClaimAsync(string name, TimeSpan quiet, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO operator_alerts AS a (name, sent_at) VALUES ({name}, now())
            ON CONFLICT (name) DO UPDATE SET sent_at = now() WHERE a.sent_at <= now() - {quiet}
            """,
            cancellationToken) > 0;
}
