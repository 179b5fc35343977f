using System.Text;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>Alerts the operator of new dead letters: one message for all of a while, not one for each.</summary>
/// <param name="context">The database.</param>
/// <param name="alerts">Sends.</param>
public sealed class DeadLetterAlert(ZoomAspireContext context, OperatorAlerts alerts)
{
    /// <summary>What the alert is called.</summary>
    internal const string Name = "dead_letters";

    private const int MostLetters = 1000;
    private const int MostLines = 10;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private static readonly FailureKind[] Alarming = [.. Enum.GetValues<FailureKind>().Where(kind => RetryPolicy.Of(kind).Alarm)];

    /// <summary>Tells of dead letters that were not told of, unless the last alert was a moment ago.</summary>
    /// <param name="cancellationToken">Gives up; they are told of later then.</param>
    /// <returns>How many were told of.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        if (!alerts.IsPossible)
        {
            return 0;
        }

        // Nothing is locked while Telegram is asked: which replica tells is decided by the name of the alert.
        var letters = await context.Jobs
            .Where(job => job.Status == JobStatus.Dead && job.AlertedAt == null && Alarming.Contains(job.FailureKind!.Value))
            .Where(DeadLetters.OfKnownKind)
            .OrderBy(job => job.Id)
            .Take(MostLetters)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        if (letters.Count == 0 || !await alerts.SendAsync(Name, Quiet, TextOf(letters), cancellationToken))
        {
            return 0;
        }

        var ids = letters.Select(letter => letter.Id).ToList();
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH told AS (SELECT id FROM jobs WHERE id = ANY ({ids}) AND status = 'dead' ORDER BY id FOR UPDATE)
            UPDATE jobs j SET alerted_at = now() FROM told WHERE j.id = told.id
            """,
            cancellationToken);
        return letters.Count;
    }

    private static string TextOf(List<Job> letters)
    {
        var text = new StringBuilder($"⚠️ <b>{(letters.Count == 1 ? "A job was" : $"{letters.Count} jobs were")} given up</b>\n");
        var sorts = letters.GroupBy(letter => (letter.Kind, letter.FailureKind)).OrderByDescending(group => group.Count()).ToList();
        foreach (var sort in sorts.Take(MostLines))
        {
            text.Append('\n').Append(sort.Key.Kind).Append(" · ").Append(sort.Key.FailureKind).Append(": ").Append(sort.Count());
        }

        if (sorts.Count > MostLines)
        {
            text.Append("\n…");
        }

        var first = letters.MinBy(letter => letter.FinishedAt)!;
        return text.Append("\n\nThe first: ").Append(TelegramHtml.Outside(first.LastError ?? "no reason"))
            .Append("\n\n/deadletters shows them, replays and deletes them.").ToString();
    }
}
