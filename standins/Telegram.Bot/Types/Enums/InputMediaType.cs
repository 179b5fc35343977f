namespace Telegram.Bot.Types.Enums;

/// <summary>Kind of media in a message to send or edit.</summary>
[JsonConverter(typeof(EnumConverter<InputMediaType>))]
public enum InputMediaType
{
    Photo = 1,
    Video,
    Animation,
    Audio,
    Document,
}
