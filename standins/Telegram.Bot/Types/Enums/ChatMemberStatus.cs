namespace Telegram.Bot.Types.Enums;

/// <summary>A member's standing in a chat; 0 for a status that this version does not know.</summary>
[JsonConverter(typeof(EnumConverter<ChatMemberStatus>))]
public enum ChatMemberStatus
{
    Creator = 1,
    Administrator,
    Member,
    Left,
    Kicked,
    Restricted,
}
