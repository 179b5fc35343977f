using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Exceptions;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>Says the last word to those who were erased, and then forgets where it went.</summary>
internal sealed class ErasureFarewell(ZoomAspireContext context, OwnerNotices notices)
{
    // Written before the call: what may have been heard is said once more, and then taken as heard.
    private const int MaxSends = 2;

    /// <summary>Says what is due, for the worker to call every minute or so; what cannot be said within a day is not said.</summary>
    /// <param name="cancellationToken">Gives up between two.</param>
    /// <returns>How many were said, or given up.</returns>
    public async Task<int> SayDueAsync(CancellationToken cancellationToken)
    {
        var due = await context.Erasures.AsNoTracking().Where(erasure => erasure.ErasedAt != null).OrderBy(erasure => erasure.ErasedAt)
            .ToListAsync(cancellationToken);
        var done = 0;
        foreach (var erasure in due)
        {
            done += await SayAsync(erasure, cancellationToken) ? 1 : 0;
        }

        return done;
    }

    private async Task<bool> SayAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        // Two that come here at once do not both say it.
        var mayBeSaid = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE erasures SET sends = sends + 1
            WHERE id = {erasure.Id} AND sends = {erasure.Sends} AND sends < {MaxSends} AND erased_at > now() - interval '1 day'
            """,
            cancellationToken) > 0;
        if (!mayBeSaid && erasure.Sends < MaxSends && !await IsOverAsync(erasure.Id, cancellationToken))
        {
            return false; // Somebody else is at it.
        }

        if (mayBeSaid && !await TrySendAsync(erasure, cancellationToken))
        {
            return false;
        }

        await context.Erasures.Where(row => row.Id == erasure.Id).ExecuteDeleteAsync(cancellationToken);
        return true;
    }

    private async Task<bool> TrySendAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        try
        {
            await notices.SendAsync(erasure.TelegramUserId, TextOf(erasure), null, cancellationToken);
            return true;
        }
        catch (JobFailedException exception) when (exception.Failure.Kind is FailureKind.Gone or FailureKind.Bug)
        {
            return true; // Nobody is there to hear it.
        }
        catch (JobFailedException exception)
        {
            if (exception.InnerException is RequestException failed && TelegramCalls.WasNotMade(failed))
            {
                await context.Database.ExecuteSqlAsync($"UPDATE erasures SET sends = sends - 1 WHERE id = {erasure.Id}", cancellationToken);
            }

            return false;
        }
    }

    private Task<bool> IsOverAsync(Guid id, CancellationToken cancellationToken) => context.Database.SqlQuery<bool>(
        $"""SELECT EXISTS (SELECT 1 FROM erasures WHERE id = {id} AND erased_at <= now() - interval '1 day') AS "Value" """)
        .SingleAsync(cancellationToken);

    private static string TextOf(Erasure erasure)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            SpokenLanguage.Use(erasure.Language);
            string[] said =
            [
                PrivacyNoticeWords.FormatErased(
                    TelegramHtml.Escape(TelegramHtml.Inert(LocalDates.Moment(erasure.ErasedAt!.Value, TimeZoneInfo.Utc))),
                    $"<code>{erasure.Id}</code>"),
                erasure.RemovesMessages
                    ? PrivacyNoticeWords.FormatErasedMessages(Number(erasure.RemovedMessages), Number(erasure.StayingMessages))
                    : PrivacyNoticeWords.ErasedChatsStay,
                PrivacyNoticeWords.ErasedStartAgain,
            ];
            return string.Join("\n\n", said);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
