using System.Globalization;
using System.Text;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>How the service fares, for operators: numbers, kinds and states, nothing of users.</summary>
internal static class OpsTexts
{
    private const int MostKinds = 12;

    /// <summary>The way back from what /ops leads to.</summary>
    public static InlineKeyboardButton Back => InlineKeyboardButton.WithCallbackData("« /ops", OpsButton.Show);

    /// <summary>All numbers, and what can be done.</summary>
    public static ChatText Overview(OperatorOverview overview)
    {
        var text = new StringBuilder("<b>Operations</b>\n");
        Append(text, "Alerts", overview.Alerts, "none", AlertLine);
        Append(text, "Queue", overview.Queue, "empty", QueueLine);
        Append(text, "Failures that are retried or wait", overview.Failures, "none", row => Line($"{row.Failure}: {row.Jobs}"));
        Append(text, "Dead letters", overview.DeadLetters, "none", row => Line($"{row.Kind} · {row.Failure}: {row.Count}"));
        Append(text, "Connections", overview.Connections, "none", row => Line($"{row.Status}: {row.Connections}"));
        return new ChatText(text.ToString().TrimEnd(), Rows(overview));
    }

    public static string Swept(int count) => count == 1
        ? "1 connection is compared with Zoom within minutes."
        : Line($"{count} connections are compared with Zoom within minutes.");

    public static string Acknowledged(bool isDone) =>
        isDone ? "Acknowledged: it is not repeated while it lasts." : "There is nothing to acknowledge: it is over, or somebody was faster.";

    private static InlineKeyboardButton[][] Rows(OperatorOverview overview) =>
    [
        .. overview.Alerts.Where(alert => alert.AcknowledgedAt is null)
            .Select(alert => new[] { InlineKeyboardButton.WithCallbackData($"Acknowledge {alert.Name}", OpsButton.Acknowledge(alert.Name)) }),
        .. overview.DeadLetters.Count > 0
            ? [[InlineKeyboardButton.WithCallbackData("Dead letters", DeadLettersButton.Page(0))]]
            : Array.Empty<InlineKeyboardButton[]>(),
        [InlineKeyboardButton.WithCallbackData("Sweep now", OpsButton.Sweep), InlineKeyboardButton.WithCallbackData("↻", OpsButton.Show)],
    ];

    private static void Append<T>(StringBuilder text, string title, IReadOnlyList<T> rows, string nothing, Func<T, string> line)
    {
        text.Append("\n<b>").Append(title).Append("</b>");
        text.Append(rows.Count == 0 ? $": {nothing}\n" : "\n");
        foreach (var row in rows.Take(MostKinds))
        {
            text.Append(TelegramHtml.Escape(line(row))).Append('\n');
        }

        if (rows.Count > MostKinds)
        {
            text.Append("…\n");
        }
    }

    private static string AlertLine(OperatorAlert alert) => Line(
        $"{alert.Name} since {alert.FiringSince:yyyy-MM-dd HH:mm} UTC{(alert.AcknowledgedAt is null ? "" : ", acknowledged")}: {alert.Observed}");

    private static string QueueLine(QueueRow row) => Line(
        $"{row.Kind}: {row.Due} due{(row.Due > 0 ? Line($" (oldest {row.OldestAgeSeconds:0} s)") : "")}, {row.Later} later, {row.Running} running, {row.Parked} parked");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
