namespace Telegram.Bot.Types.Enums;

/// <summary>How the server reads markup in a text; None is not sent.</summary>
[JsonConverter(typeof(EnumConverter<ParseMode>))]
public enum ParseMode
{
    None = 0,
    Html,
}
