namespace Telegram.Bot.Types.Enums;

/// <summary>Kind of chat; 0 for a kind that this version does not know.</summary>
[JsonConverter(typeof(EnumConverter<ChatType>))]
public enum ChatType
{
    Private = 1,
    Group,
    Channel,
    Supergroup,
    Sender,
}
