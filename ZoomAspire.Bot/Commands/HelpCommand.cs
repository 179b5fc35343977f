using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/help</c>: what the bot does and which commands there are.</summary>
internal sealed class HelpCommand(Messenger messenger, Lazy<IEnumerable<ICommand>> commands) : ICommand
{
    public string Name => "help";

    public string MenuText => HelpTexts.MenuText;

    public bool IsPersonal => false;

    public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        messenger.SendAsync(call.Place, HelpTexts.Help(commands.Value), cancellationToken);
}
