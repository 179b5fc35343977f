using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What owners are told about their link to Zoom, as HTML of the Bot API's dialect.</summary>
internal static class LinkNoticeText
{
    private const int MaxAccountLength = 100;

    /// <summary>After the user was deleted at Zoom, or left the account.</summary>
    public static string UserGone => LinkNoticeWords.UserGone;

    /// <summary>The label of the button below.</summary>
    public static string Button => LinkNoticeWords.ReconnectButton;

    /// <summary>A notice.</summary>
    /// <param name="notice">Which.</param>
    /// <param name="account">The account as its owner knows it. Untrusted text.</param>
    /// <param name="waiting">What waits.</param>
    /// <param name="isLinked">Whether an operator linked it: its owner cannot approve anything.</param>
    public static string Of(DueNotice notice, string? account, WaitingRecordings waiting, bool isLinked = false)
    {
        var name = account is null ? LinkNoticeWords.Account : $"<b>{TelegramHtml.Outside(account, MaxAccountLength)}</b>";
        return notice.Kind switch
        {
            ConnectionNoticeKind.NeedsReauth => LinkNoticeWords.FormatNeedsReauth(name, Waiting(waiting)),
            ConnectionNoticeKind.BeforeDeletion => BeforeDeletion(name, Day(notice.About), waiting),
            ConnectionNoticeKind.Expiring => LinkNoticeWords.FormatExpiring(name, Day(notice.About)),
            ConnectionNoticeKind.Paused => isLinked
                ? LinkNoticeWords.FormatPausedLinked(Capital(name))
                : LinkNoticeWords.FormatPaused(Capital(name)),
            ConnectionNoticeKind.AfterThreeWeeks => LinkNoticeWords.FormatAfterThreeWeeks(Capital(name), Waiting(waiting)),
            _ => LinkNoticeWords.FormatStillNeedsReauth(Capital(name), Waiting(waiting)),
        };
    }

    private static string BeforeDeletion(string name, string day, WaitingRecordings waiting) => Plural.Of(
        waiting.SoonDeleted,
        count => LinkNoticeWords.FormatBeforeDeletionOne(count, name, day, Waiting(waiting)),
        count => LinkNoticeWords.FormatBeforeDeletionFew(count, name, day, Waiting(waiting)),
        count => LinkNoticeWords.FormatBeforeDeletionMany(count, name, day, Waiting(waiting)));

    private static string Waiting(WaitingRecordings waiting) => waiting.Count == 0
        ? LinkNoticeWords.WaitingNone
        : Plural.Of(waiting.Count, LinkNoticeWords.FormatWaitingOne, LinkNoticeWords.FormatWaitingFew, LinkNoticeWords.FormatWaitingMany);

    private static string Capital(string text) => text.Length > 0 ? char.ToUpper(text[0], SpokenLanguage.Current) + text[1..] : text;

    private static string Day(DateTimeOffset at) => LocalDates.Day(at, TimeZoneInfo.Utc);
}
