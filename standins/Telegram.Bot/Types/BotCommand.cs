using System.Diagnostics.CodeAnalysis;

namespace Telegram.Bot.Types;

/// <summary>A command in the bot's menu.</summary>
public class BotCommand
{
    public BotCommand()
    {
    }

    [SetsRequiredMembers]
    public BotCommand(string command, string description)
    {
        Command = command;
        Description = description;
    }

    /// <summary>1–32 lowercase letters, digits and underscores.</summary>
    public required string Command { get; set; }

    /// <summary>1–256 characters.</summary>
    public required string Description { get; set; }
}
