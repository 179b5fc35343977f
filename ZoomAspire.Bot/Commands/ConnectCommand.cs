using ZoomAspire.Bot.Links;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/connect</c>: a personal link to Zoom's consent page.</summary>
internal sealed class ConnectCommand(ConnectInvitation invitation) : ICommand
{
    public string Name => "connect";

    public string MenuText => ConnectTexts.MenuText;

    public bool IsPersonal => true;

    public Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        invitation.SendAsync(call.Place, call.Sender, cancellationToken);
}
