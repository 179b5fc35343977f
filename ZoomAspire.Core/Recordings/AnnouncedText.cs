using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Core.Recordings;

/// <summary>What a message of a delivery says while it is text.</summary>
/// <param name="Html">HTML of the Bot API's dialect.</param>
/// <param name="Keyboard">The buttons below it; null takes away what was there.</param>
internal sealed record AnnouncedText(string Html, InlineKeyboardMarkup? Keyboard = null)
{
    /// <summary>The message that it replies to, and comes after without a sound; null for one of its own.</summary>
    public int? ReplyTo { get; init; }
}
