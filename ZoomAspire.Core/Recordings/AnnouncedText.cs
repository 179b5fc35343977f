using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Core.Recordings;

/// <summary>What a delivery's message says while it is text.</summary>
/// <param name="Html">HTML of the Bot API's dialect.</param>
/// <param name="Keyboard">The buttons below it; null takes away what was there.</param>
internal sealed record AnnouncedText(string Html, InlineKeyboardMarkup? Keyboard = null);
