using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Links;

/// <summary>Invites a person to connect a Zoom account: the same after <c>/connect</c> and after a press of a Connect button.</summary>
internal sealed class ConnectInvitation(ConnectLinks links, Connections connections, GroupRights rights, Messenger messenger)
{
    /// <summary>Sends the link.</summary>
    /// <param name="place">The person's private chat.</param>
    /// <param name="sender">The person.</param>
    /// <param name="wanted">The group to which recordings shall go; null for the private chat. Can be forged.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(ChatPlace place, Sender sender, DeliveryPlace? wanted, CancellationToken cancellationToken)
    {
        var connected = await connections.GetForUserAsync(sender.Id, cancellationToken);
        var group = wanted is null ? null : await rights.FindAsync(wanted, sender.Id, cancellationToken);
        var link = await links.GetAsync(sender, group?.Place ?? new DeliveryPlace(place.ChatId, null), cancellationToken);
        var text = (link, wanted, group) switch
        {
            (null, _, _) => ConnectTexts.NoLink(group?.Place),
            (_, not null, null) => ConnectTexts.InvitationInsteadOfGroup(link, connected),
            (_, _, not null) => ConnectTexts.InvitationForGroup(link, connected, group),
            _ => ConnectTexts.Invitation(link, connected),
        };
        await messenger.SendAsync(place, text, cancellationToken);
    }
}
