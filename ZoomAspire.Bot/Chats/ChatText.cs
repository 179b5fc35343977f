using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Bot.Chats;

/// <summary>A message to say: HTML of the Bot API's dialect, and buttons below it.</summary>
/// <param name="Html">The text; what others wrote in it has gone through <see cref="Core.Telegram.TelegramHtml.Outside"/>.</param>
/// <param name="Rows">Rows of buttons.</param>
internal sealed record ChatText(string Html, params IReadOnlyList<InlineKeyboardButton>[] Rows)
{
    /// <summary>Made for one person: clients then offer neither to forward nor to copy it.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>For a question that is answered in words: an example, shown in the field that clients open for the answer. Null for others.</summary>
    public string? AnswerHint { get; init; }

    /// <summary>What a new message offers for an answer.</summary>
    public ReplyMarkup? Markup => AnswerHint is { } hint ? new ForceReplyMarkup { InputFieldPlaceholder = hint } : Keyboard;

    /// <summary>The buttons as a keyboard; null where there are none, which takes those of an edited message away.</summary>
    public InlineKeyboardMarkup? Keyboard => Rows.Length == 0 ? null : new InlineKeyboardMarkup(Rows);
}
