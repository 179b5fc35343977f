using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/status</c>: what is connected, what arrived last and what is under way.</summary>
internal sealed class StatusCommand(Connections connections, DeliveryOverviewQuery deliveries, Messenger messenger) : ICommand
{
    public string Name => "status";

    public string MenuText => StatusTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var connected = await connections.GetForUserAsync(call.Sender.Id, cancellationToken);
        var text = connected.Count == 0
            ? StatusTexts.NothingConnected
            : StatusTexts.Status(connected, await deliveries.GetAsync(call.Sender.Id, cancellationToken), call.Place.ChatId);
        await messenger.SendAsync(call.Place, text, cancellationToken);
    }
}
