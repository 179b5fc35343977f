using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.History;
using ZoomAspire.Bot.Texts;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/recordings</c>: the sender's own recordings, at Zoom and in chats; by a link, one of them.</summary>
internal sealed class RecordingsCommand(HistoryScreens screens, Messenger messenger) : ICommand
{
    /// <summary>What the payload of a link to a recording begins with; the meeting's key follows.</summary>
    public const string LinkPrefix = "r_";

    public string Name => "recordings";

    /// <summary>What a link carries that leads to a recording.</summary>
    public static string PayloadFor(long meetingId) => string.Create(CultureInfo.InvariantCulture, $"{LinkPrefix}{meetingId}");

    public string MenuText => RecordingsTexts.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(call.Place, await screens.ListAsync(call.Sender, skip: 0, cancellationToken), cancellationToken);

    /// <summary>Shows the recording to which a link leads, to its owner only.</summary>
    /// <param name="call">The command that the link gave.</param>
    /// <param name="key">What follows <see cref="LinkPrefix"/>. Untrusted text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task OpenAsync(CommandCall call, string key, CancellationToken cancellationToken)
    {
        var shown = long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var meetingId)
            ? await screens.OneAsync(call.Sender, meetingId, skip: 0, cancellationToken)
            : null;
        await messenger.SendAsync(call.Place, shown ?? RecordingsTexts.NotYours, cancellationToken);
    }
}
