using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Send my latest recording, below "connected": the first one need not wait for the next meeting.</summary>
internal sealed class LatestButton(LatestRecordingRequest latest) : IButton
{
    public string Verb => RecordingButtons.LatestVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken) =>
        press.TryGetKey(out var connectionId) &&
        await latest.AskAsync(press.Sender.Id, connectionId, cancellationToken)
            ? FinishTexts.LookingForLatest
            : DisconnectTexts.NotConnectedAnyMore;
}
