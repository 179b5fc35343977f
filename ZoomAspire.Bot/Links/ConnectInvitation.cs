using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Links;

/// <summary>Invites a person to connect a Zoom account: the same after <c>/connect</c> and after a press of a Connect button.</summary>
internal sealed class ConnectInvitation(ConnectLinks links, Connections connections, Messenger messenger)
{
    public async Task SendAsync(ChatPlace place, Sender sender, CancellationToken cancellationToken)
    {
        var connected = await connections.GetForUserAsync(sender.Id, cancellationToken);
        var text = await links.GetAsync(sender, place, cancellationToken) is { } link
            ? ConnectTexts.Invitation(link, connected)
            : ConnectTexts.NoLink;
        await messenger.SendAsync(place, text, cancellationToken);
    }
}
