using ZoomAspire.Bot.Links;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Connect, Reconnect: a fresh personal link, however old the message with the button is.</summary>
internal sealed class ConnectButton(ConnectInvitation invitation) : IButton
{
    /// <summary>The button's data.</summary>
    public const string Data = "connect";

    public string Verb => Data;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        await invitation.SendAsync(press.Place, press.Sender, cancellationToken);
        return null;
    }
}
