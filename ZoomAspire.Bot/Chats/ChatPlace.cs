using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Chats;

/// <summary>Where something was said or pressed, and hence where the answer goes.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="IsPrivate">Whether it is somebody's private chat with the bot.</param>
/// <param name="ThreadId">The forum topic, if any.</param>
internal sealed record ChatPlace(TelegramChatId ChatId, bool IsPrivate, int? ThreadId)
{
    public static ChatPlace Of(Message message) => new(
        new TelegramChatId(message.Chat.Id),
        message.Chat.Type == ChatType.Private,
        // Outside forums a reply carries a thread id too, which is no topic to send to.
        message.IsTopicMessage ? message.MessageThreadId : null);

    public static ChatPlace Private(TelegramChatId chatId) => new(chatId, IsPrivate: true, ThreadId: null);
}

/// <summary>Who said or pressed something.</summary>
/// <param name="Id">The Telegram user.</param>
/// <param name="FirstName">First name. Untrusted text.</param>
/// <param name="Locale">IETF language tag of the user's client, if it told.</param>
internal sealed record Sender(TelegramUserId Id, string FirstName, string? Locale)
{
    private const int LongestLocale = 35; // RFC 5646 section 4.4.1

    public static Sender Of(User user) => new(
        new TelegramUserId(user.Id), user.FirstName, user.LanguageCode is { Length: <= LongestLocale } locale ? locale : null);
}
