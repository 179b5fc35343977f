using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;

namespace ZoomAspire.Bot.Texts;

/// <summary>Help.</summary>
internal static class HelpTexts
{
    public const string MenuText = "What I can do";

    public static ChatText Help(IEnumerable<ICommand> commands)
    {
        var list = commands.Where(command => command.MenuText is not null).Select(command => $"/{command.Name} – {command.MenuText}");
        return new ChatText(
            "Connect your Zoom account once, and the audio of every meeting you host and record to the cloud arrives here by itself. " +
            $"Nothing else is needed: no bot joins your calls.\n\n{string.Join('\n', list)}");
    }
}
