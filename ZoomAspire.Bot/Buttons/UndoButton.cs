using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Undo below "connected": disconnects what was just connected, at once.</summary>
internal sealed class UndoButton(OAuthFlows flows, Messenger messenger) : IButton
{
    private const string VerbText = "undo";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(Guid undoId) => $"{VerbText}:{undoId:n}";

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = Guid.TryParseExact(press.Argument, "n", out var undoId)
            ? await flows.UndoAsync(undoId, press.Sender.Id, cancellationToken)
            : DisconnectResult.NotFound;
        if (result == DisconnectResult.NotFound)
        {
            return FinishTexts.TooLateToUndo;
        }

        await messenger.EditAsync(press.Place, press.MessageId, FinishTexts.Undone(result), cancellationToken);
        return null;
    }
}
