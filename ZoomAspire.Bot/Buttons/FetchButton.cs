using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Try again, below the notice that a meeting's recording could not be fetched.</summary>
internal sealed class FetchButton(FetchRequest request) : IButton
{
    public string Verb => RecordingButtons.FetchVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = press.TryGetKey(out var meetingId)
            ? await request.AskAsync(meetingId, press.Sender.Id, cancellationToken)
            : FetchRequestResult.NotYours;
        return RedeliveryTexts.Notice(result);
    }
}
