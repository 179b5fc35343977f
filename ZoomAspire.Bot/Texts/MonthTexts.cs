using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>Having a whole month sent.</summary>
internal static class MonthTexts
{
    private const int MonthsInRow = 3;

    /// <summary>Of which account.</summary>
    public static ChatText Accounts(IReadOnlyList<ConnectedAccount> accounts) => new(
        RecordingsWords.MonthAccount,
        [
            .. accounts.Select(account => new[]
            {
                InlineKeyboardButton.WithCallbackData(CommonTexts.LabelOf(account), RecordingsButton.MonthsOf(account.ConnectionId)),
            }),
            Back,
        ]);

    /// <summary>Which month.</summary>
    public static ChatText Months(long connectionId, IReadOnlyList<DateOnly> months) => new(
        RecordingsWords.MonthQuestion,
        [
            .. months.Select(month => InlineKeyboardButton.WithCallbackData(HistoryText.Month(month), RecordingsButton.Month(connectionId, month)))
                .Chunk(MonthsInRow),
            Back,
        ]);

    /// <summary>What there is of it, and whether to send it.</summary>
    public static ChatText Overview(long connectionId, DateOnly month, MonthOverview overview, HistoryView view)
    {
        InlineKeyboardButton[] back = [InlineKeyboardButton.WithCallbackData(RecordingsWords.BackButton, RecordingsButton.MonthsOf(connectionId))];
        var name = Name(month);
        return overview switch
        {
            { Trouble: { } trouble } => new ChatText(RecordingsTexts.Trouble(connectionId, trouble, view), back),
            { Total: 0 } => new ChatText(RecordingsWords.FormatMonthEmpty(name), back),
            { Wanted: 0 } => new ChatText($"{Total(name, overview.Total)} {RecordingsWords.MonthNothingLeft}", back),
            { Wanted: > BackfillRequest.Most } => new ChatText(
                $"{Total(name, overview.Total)} {Wanted(overview.Wanted)}\n\n{RecordingsWords.FormatMonthTooMany(Number(BackfillRequest.Most))}",
                [Send(connectionId, month, BackfillRequest.Most)],
                back),
            _ => new ChatText($"{Total(name, overview.Total)} {Wanted(overview.Wanted)}", [Send(connectionId, month, overview.Wanted)], back),
        };
    }

    /// <summary>It has begun.</summary>
    public static ChatText Started(DateOnly month) => new(RecordingsWords.FormatMonthStarted(Name(month)), [RecordingsTexts.ListButton()]);

    /// <summary>Why it has not, as a notice.</summary>
    public static string Notice(BackfillResult result) =>
        result == BackfillResult.UnderWay ? RecordingsWords.MonthUnderWay : RecordingsWords.MonthNotConnected;

    /// <summary>How far it is.</summary>
    public static string Progress(BackfillProgress progress) => progress.Count is { } count
        ? RecordingsWords.FormatStatusMonth(Name(progress.Month), Number(progress.Sent), Number(count))
        : RecordingsWords.FormatStatusMonthBegins(Name(progress.Month));

    /// <summary>It was stopped.</summary>
    public static string Stopped(DateOnly month) => RecordingsWords.FormatCancelMonth(Name(month));

    private static InlineKeyboardButton[] Back => [InlineKeyboardButton.WithCallbackData(RecordingsWords.BackButton, RecordingsButton.List(0))];

    private static string Total(string month, int count) => Plural.Of(
        count,
        number => RecordingsWords.FormatMonthTotalOne(month, number),
        number => RecordingsWords.FormatMonthTotalFew(month, number),
        number => RecordingsWords.FormatMonthTotalMany(month, number));

    private static string Wanted(int count) => Plural.Of(
        count, RecordingsWords.FormatMonthWantedOne, RecordingsWords.FormatMonthWantedFew, RecordingsWords.FormatMonthWantedMany);

    private static InlineKeyboardButton Send(long connectionId, DateOnly month, int count) => InlineKeyboardButton.WithCallbackData(
        Plural.Of(
            count, RecordingsWords.FormatMonthSendOneButton, RecordingsWords.FormatMonthSendFewButton, RecordingsWords.FormatMonthSendManyButton),
        RecordingsButton.Fill(connectionId, month));

    private static string Name(DateOnly month) => TelegramHtml.Escape(HistoryText.Month(month));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
