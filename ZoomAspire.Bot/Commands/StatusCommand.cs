using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/status</c>: what is connected, what arrived last, what is under way and what waits for what.</summary>
internal sealed class StatusCommand(StatusScreen screen, Messenger messenger) : ICommand
{
    public string Name => "status";

    public string MenuText => StatusTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(call.Place, await screen.GetAsync(call.Sender, cancellationToken), cancellationToken);
}
