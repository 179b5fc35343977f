using System.Globalization;

namespace ZoomAspire.Core.Telegram;

/// <summary>
/// The id of a Telegram chat: equal to the user's id for a private chat, negative for groups
/// (https://core.telegram.org/bots/api#chat).
/// </summary>
/// <param name="Value">The id.</param>
public readonly record struct TelegramChatId(long Value)
{
    private const long FirstOfOthers = -1_000_000_000_000;

    /// <summary>Whether it is a private chat with a user.</summary>
    public bool IsPrivate => Value > 0;

    /// <summary>
    /// Whether it is a group that may still become a supergroup, whose ids all begin with -100
    /// (https://core.telegram.org/api/bots/ids).
    /// </summary>
    public bool IsBasicGroup => Value is < 0 and > FirstOfOthers;

    /// <summary>The private chat with a user.</summary>
    /// <param name="userId">The user.</param>
    public static TelegramChatId PrivateWith(TelegramUserId userId) => new(userId.Value);

    /// <summary>The id in digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
