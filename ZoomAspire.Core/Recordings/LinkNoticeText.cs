using System.Globalization;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What owners are told about their link to Zoom, as HTML of the Bot API's dialect.</summary>
internal static class LinkNoticeText
{
    /// <summary>After the user was deleted at Zoom, or left the account.</summary>
    public const string UserGone =
        "Your Zoom user was deleted, or no longer belongs to its Zoom account. I no longer have access to it, and what I kept of its recordings " +
        "is being deleted. What was delivered stays in your chats. To connect another Zoom account, press the button.";

    private const int MaxAccountLength = 100;

    /// <summary>The label of the button below.</summary>
    public const string Button = "Reconnect Zoom";

    /// <summary>A notice.</summary>
    /// <param name="notice">Which.</param>
    /// <param name="account">The account as its owner knows it. Untrusted text.</param>
    /// <param name="waiting">What waits.</param>
    /// <param name="isLinked">Whether an operator linked it: its owner cannot approve anything.</param>
    public static string Of(DueNotice notice, string? account, WaitingRecordings waiting, bool isLinked = false)
    {
        var name = account is null ? "your Zoom account" : $"<b>{TelegramHtml.Outside(account, MaxAccountLength)}</b>";
        return notice.Kind switch
        {
            ConnectionNoticeKind.NeedsReauth =>
                $"⚠️ Zoom no longer lets me read the recordings of {name}. {Waiting(waiting)} " +
                "Press the button to allow it again: what came in the meantime is then delivered.",
            ConnectionNoticeKind.BeforeDeletion =>
                $"⚠️ {Capital(Recordings(waiting.SoonDeleted))} of {name} {(waiting.SoonDeleted == 1 ? "waits" : "wait")} for you, and Zoom deletes " +
                $"{(waiting.SoonDeleted == 1 ? "it" : "the first")} on {Day(notice.About)}, as its settings say. {Waiting(waiting)} " +
                "Press the button and approve at Zoom before that day, and nothing is lost.",
            ConnectionNoticeKind.Expiring =>
                $"⚠️ I have not been able to renew my access to {name} for a long time. Without renewal it ends on {Day(notice.About)}. " +
                "Press the button and approve at Zoom to renew it now.",
            ConnectionNoticeKind.Paused =>
                $"⏸ {Capital(name)} was deactivated at Zoom, so its recordings wait. When it is active again I go on by myself; should I not, " +
                (isLinked ? "ask your operator." : "press the button."),
            ConnectionNoticeKind.AfterThreeWeeks =>
                $"{name} has been disconnected from me for three weeks. {Waiting(waiting)} Press the button to have everything delivered. " +
                "This is my last reminder, unless Zoom is about to delete something.",
            _ =>
                $"{name} still needs your approval at Zoom. {Waiting(waiting)} Press the button to have everything delivered.",
        };
    }

    private static string Waiting(WaitingRecordings waiting) => waiting.Count switch
    {
        0 => "No recording waits yet.",
        1 => "1 recording waits.",
        var count => $"{count} recordings wait.",
    };

    private static string Recordings(int count) => count == 1 ? "1 recording" : $"{count} recordings";

    private static string Capital(string text) => text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
