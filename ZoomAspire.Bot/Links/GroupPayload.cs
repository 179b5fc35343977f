using System.Globalization;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Links;

/// <summary>
/// A group written into what a start link or a button carries: its id, and that of the topic after an underscore. Anybody can write
/// one: see <see cref="Chats.GroupRights"/>.
/// </summary>
internal static class GroupPayload
{
    /// <summary>Writes it: characters that start links take (https://core.telegram.org/bots/features#deep-linking), 32 at most.</summary>
    public static string Of(DeliveryPlace place) => place.MessageThreadId is { } thread
        ? string.Create(CultureInfo.InvariantCulture, $"{place.ChatId.Value}_{thread}")
        : place.ChatId.ToString();

    /// <summary>Reads it; null if it is not a group.</summary>
    public static DeliveryPlace? Read(string payload)
    {
        var parts = payload.Split('_', 2);
        if (!long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chatId) || chatId >= 0)
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return new DeliveryPlace(new TelegramChatId(chatId), null);
        }

        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var threadId) && threadId > 0
            ? new DeliveryPlace(new TelegramChatId(chatId), threadId)
            : null;
    }
}
