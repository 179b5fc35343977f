using System.Globalization;
using System.Text;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>Dead letters, for the operator. They carry no secrets and no personal text: ids, kinds, one sentence of ours.</summary>
internal static class DeadLetterTexts
{
    private const int PageSize = 5;
    private const int MaxReasonLength = 300;
    private const int TraceIdStart = 3; // Of 00-<trace id>-<span id>-<flags> (https://www.w3.org/TR/trace-context/#traceparent-header).
    private const int TraceIdLength = 32;

    /// <summary>How many there are, and a page of them with their buttons.</summary>
    public static async Task<ChatText> PageAsync(DeadLetters letters, int skip, CancellationToken cancellationToken)
    {
        var counts = await letters.CountAsync(cancellationToken);
        var page = await letters.ListAsync(skip, PageSize, cancellationToken);
        return counts.Count == 0 ? new ChatText("There are no dead letters.", [OpsTexts.Back]) : Page(counts, page, skip);
    }

    public static ChatText AskToDelete(DeadLetterScope scope) => new(
        $"Delete {Named(scope)} for good? What they were to do will not be done.",
        [InlineKeyboardButton.WithCallbackData("Yes, delete", DeadLettersButton.Delete(scope))],
        [InlineKeyboardButton.WithCallbackData("No, back to the list", DeadLettersButton.Page(0))]);

    public static string Replayed(int count) => count switch
    {
        0 => "Nothing to replay: it was replayed or deleted meanwhile, or is being worked on.",
        1 => "1 dead letter is tried again.",
        _ => Counted(count, "dead letters are tried again."),
    };

    public static string Deleted(int count) => count switch
    {
        0 => "Nothing to delete: it was replayed or deleted meanwhile.",
        1 => "1 dead letter was deleted.",
        _ => Counted(count, "dead letters were deleted."),
    };

    private static ChatText Page(IReadOnlyList<DeadLetterCount> counts, IReadOnlyList<Job> page, int skip)
    {
        var total = counts.Sum(count => count.Count);
        var text = new StringBuilder($"<b>Dead letters: {total}</b>\n");
        foreach (var count in counts)
        {
            text.Append('\n').Append(count.Kind).Append(" · ").Append(count.Failure).Append(": ").Append(count.Count);
        }

        for (var index = 0; index < page.Count; index++)
        {
            text.Append("\n\n").Append(Described(page[index], skip + index + 1));
        }

        return new ChatText(text.ToString(), Rows(counts, page, skip, total));
    }

    private static InlineKeyboardButton[][] Rows(
        IReadOnlyList<DeadLetterCount> counts, IReadOnlyList<Job> page, int skip, int total)
    {
        var rows = page.Select((letter, index) => Both(Number(skip + index + 1), DeadLetterScope.One(letter.Id)))
            .Concat(counts.Select(count => count.Kind).Distinct().Select(kind => Both($"all {kind}", DeadLetterScope.OfKind(kind))))
            .Append(Both("all", DeadLetterScope.All));
        InlineKeyboardButton[] turning =
        [
            .. skip > 0 ? [InlineKeyboardButton.WithCallbackData("« Newer", DeadLettersButton.Page(Math.Max(0, skip - PageSize)))] : Array.Empty<InlineKeyboardButton>(),
            InlineKeyboardButton.WithCallbackData("↻", DeadLettersButton.Page(skip)),
            .. skip + page.Count < total
                ? [InlineKeyboardButton.WithCallbackData("Older »", DeadLettersButton.Page(skip + PageSize))]
                : Array.Empty<InlineKeyboardButton>(),
        ];
        return [.. rows, turning, [OpsTexts.Back]];
    }

    private static InlineKeyboardButton[] Both(string what, DeadLetterScope scope) =>
    [
        InlineKeyboardButton.WithCallbackData($"▶ Replay {what}", DeadLettersButton.Replay(scope)),
        InlineKeyboardButton.WithCallbackData($"🗑 Delete {what}", DeadLettersButton.AskToDelete(scope)),
    ];

    private static string Described(Job letter, int number)
    {
        var at = letter.FinishedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "?";
        var trace = letter.TraceParent is { Length: >= TraceIdStart + TraceIdLength } parent
            ? $"\ntrace <code>{parent.Substring(TraceIdStart, TraceIdLength)}</code>"
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{number}. <b>{letter.Kind}</b> of {letter.SubjectId}, user {letter.TenantId}, {at} UTC, {letter.Attempts} attempts\n{letter.FailureKind}: {TelegramHtml.Outside(letter.LastError ?? "no reason", MaxReasonLength)}{trace}");
    }

    private static string Named(DeadLetterScope scope) => scope switch
    {
        { JobId: not null } => "this dead letter",
        { Kind: { } kind } => $"all dead letters of {kind}",
        _ => "all dead letters",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");
}
