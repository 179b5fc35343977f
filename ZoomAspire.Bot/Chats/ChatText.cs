using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Bot.Chats;

/// <summary>A message to say: HTML of the Bot API's dialect, and buttons below it.</summary>
/// <param name="Html">The text; what others wrote in it has gone through <see cref="Core.Telegram.TelegramHtml.Outside"/>.</param>
/// <param name="Rows">Rows of buttons.</param>
internal sealed record ChatText(string Html, params IReadOnlyList<InlineKeyboardButton>[] Rows)
{
    /// <summary>Made for one person: clients then offer neither to forward nor to copy it.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The buttons as a keyboard; null where there are none, which takes those of an edited message away.</summary>
    public InlineKeyboardMarkup? Keyboard => Rows.Length == 0 ? null : new InlineKeyboardMarkup(Rows);
}
