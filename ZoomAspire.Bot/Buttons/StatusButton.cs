using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Refresh, below <c>/status</c>: how things stand now, in the same message.</summary>
internal sealed class StatusButton(StatusScreen screen, Messenger messenger) : IButton
{
    /// <summary>The whole data of the button.</summary>
    public const string VerbText = "status";

    public string Verb => VerbText;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        await messenger.EditAsync(press.Place, press.MessageId, await screen.GetAsync(press.Sender, cancellationToken), cancellationToken);
        return null;
    }
}
