using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Links;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/connect</c>: a personal link to Zoom's consent page. Given in a group, it proposes to deliver there.</summary>
internal sealed class ConnectCommand(ConnectInvitation invitation) : ICommand
{
    public string Name => "connect";

    public string MenuText => ConnectTexts.MenuText;

    public bool IsPersonal => true;

    public bool IsForGroups => true;

    public string PayloadFrom(ChatPlace group) => $"{Name}_{GroupPayload.Of(new DeliveryPlace(group.ChatId, group.ThreadId))}";

    public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        invitation.SendAsync(call.Place, call.Sender, GroupPayload.Read(call.Argument), cancellationToken);
}
