using System.Text.RegularExpressions;

namespace ZoomAspire.Bot.Updates;

/// <summary>A message that is a command: <c>/name[@bot] [argument]</c> (https://core.telegram.org/bots/features#commands).</summary>
/// <param name="Name">The command, in lower case.</param>
/// <param name="Bot">The bot it is addressed to, if it says so.</param>
/// <param name="Argument">What follows, trimmed.</param>
internal sealed partial record CommandLine(string Name, string? Bot, string Argument)
{
    /// <summary>Reads a message; null if it is no command.</summary>
    public static CommandLine? Parse(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            ? new CommandLine(
                match.Groups["name"].Value.ToLowerInvariant(),
                match.Groups["bot"] is { Success: true, Value: var bot } ? bot : null,
                match.Groups["argument"].Value.Trim())
            : null;
    }

    /// <summary>Whether it is meant for this bot. In groups several bots may see the same command.</summary>
    public bool IsFor(string username) => Bot is null || Bot.Equals(username, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^/(?<name>[A-Za-z0-9_]{1,32})(?:@(?<bot>[A-Za-z0-9_]+))?(?:\s(?<argument>.*))?$", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
