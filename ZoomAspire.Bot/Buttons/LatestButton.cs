using System.Globalization;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Send my latest recording, below "connected": the first one need not wait for the next meeting.</summary>
internal sealed class LatestButton(LatestRecordingRequest latest) : IButton
{
    private const string VerbText = "latest";

    public string Verb => VerbText;

    /// <summary>The button's data.</summary>
    public static string Data(long connectionId) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{connectionId}");

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken) =>
        long.TryParse(press.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var connectionId) &&
        await latest.AskAsync(press.Sender.Id, connectionId, cancellationToken)
            ? FinishTexts.LookingForLatest
            : DisconnectTexts.NotConnectedAnyMore;
}
