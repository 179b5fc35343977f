using ZoomAspire.Bot.Links;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Connect, Reconnect: a fresh personal link, however old the message with the button is.</summary>
internal sealed class ConnectButton(ConnectInvitation invitation) : IButton
{
    public string Verb => BotActions.Connect;

    /// <summary>The button's data.</summary>
    /// <param name="group">Where recordings shall go; null for the private chat.</param>
    public static string Data(DeliveryPlace? group) =>
        group is null ? BotActions.Connect : $"{BotActions.Connect}:{GroupPayload.Of(group)}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        await invitation.SendAsync(press.Place, press.Sender, GroupPayload.Read(press.Argument), cancellationToken);
        return null;
    }
}
