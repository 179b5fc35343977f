namespace Telegram.Bot.Requests;

/// <summary>setMyCommands: the bot's menu for a scope and a language.</summary>
public class SetMyCommandsRequest() : RequestBase<bool>("setMyCommands")
{
    /// <summary>Up to 100.</summary>
    public required IEnumerable<BotCommand> Commands { get; set; }

    public BotCommandScope? Scope { get; set; }

    public string? LanguageCode { get; set; }
}
