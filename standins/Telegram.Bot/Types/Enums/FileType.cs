namespace Telegram.Bot.Types.Enums;

/// <summary>How a file reaches the server.</summary>
[JsonConverter(typeof(EnumConverter<FileType>))]
public enum FileType
{
    Stream = 1,
    Id,
    Url,
}
