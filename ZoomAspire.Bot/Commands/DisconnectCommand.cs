using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/disconnect</c>: asks which Zoom account to disconnect, and whether really. Only the button does it.</summary>
internal sealed class DisconnectCommand(Connections connections, Messenger messenger) : ICommand
{
    public string Name => "disconnect";

    public string MenuText => DisconnectTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var text = await connections.GetForUserAsync(call.Sender.Id, cancellationToken) switch
        {
            [] => DisconnectTexts.NothingConnected,
            [var only] => DisconnectTexts.AskSure(only.Account),
            var several => DisconnectTexts.AskWhich(several),
        };
        await messenger.SendAsync(call.Place, text, cancellationToken);
    }
}
