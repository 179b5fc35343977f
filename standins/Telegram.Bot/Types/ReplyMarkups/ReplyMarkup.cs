namespace Telegram.Bot.Types.ReplyMarkups;

/// <summary>What a message offers for an answer.</summary>
[JsonDerivedType(typeof(InlineKeyboardMarkup))]
[JsonDerivedType(typeof(ForceReplyMarkup))]
public abstract class ReplyMarkup;
