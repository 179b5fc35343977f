using System.Globalization;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What is said of whole months of recordings, as HTML of the Bot API's dialect.</summary>
public static class HistoryText
{
    /// <summary>A month by its name: <c>October 2026</c>.</summary>
    /// <param name="month">Any day of it.</param>
    public static string Month(DateOnly month) => month.ToString(HistoryWords.MonthFormat, SpokenLanguage.Current);

    /// <summary>After everything has come, or was given up.</summary>
    /// <param name="month">The month.</param>
    /// <param name="count">How many meetings it was to bring.</param>
    /// <param name="sent">Of how many of them everything has come.</param>
    internal static string Digest(DateOnly month, int count, int sent) => (count, sent) switch
    {
        (0, _) => HistoryWords.FormatMonthHasNothing(Name(month)),
        _ when sent < count => HistoryWords.FormatMonthIsPartlyHere(Name(month), Number(sent), Number(count)),
        _ => Plural.Of(
            count,
            number => HistoryWords.FormatMonthIsHereOne(Name(month), number),
            number => HistoryWords.FormatMonthIsHereFew(Name(month), number),
            number => HistoryWords.FormatMonthIsHereMany(Name(month), number)),
    };

    /// <summary>Where the link does not work.</summary>
    internal static string NeedsApproval(DateOnly month) => HistoryWords.FormatMonthNeedsApproval(Name(month));

    /// <summary>Where Zoom could not be asked.</summary>
    internal static string Failed(DateOnly month) => HistoryWords.FormatMonthFailed(Name(month));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Name(DateOnly month) => TelegramHtml.Escape(Month(month));
}
