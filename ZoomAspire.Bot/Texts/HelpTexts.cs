using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;

namespace ZoomAspire.Bot.Texts;

/// <summary>Help.</summary>
internal static class HelpTexts
{
    public static string MenuText => HelpWords.MenuText;

    public static ChatText Help(IEnumerable<ICommand> commands)
    {
        var list = commands.Where(command => command.MenuText is not null).Select(command => $"/{command.Name} – {command.MenuText}");
        return new ChatText($"{HelpWords.Help}\n\n{string.Join('\n', list)}");
    }
}
