using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Try again, Deliver it now: below a recording that did not come. The message is the recording's own, in whatever chat it was to
/// come to; the worker rewrites it.
/// </summary>
internal sealed class AgainButton(Redelivery redelivery) : IButton
{
    public string Verb => RecordingButtons.AgainVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = press.TryGetKey(out var deliveryId)
            ? await redelivery.AskAsync(deliveryId, press.Sender.Id, press.Place.ChatId, cancellationToken)
            : RedeliveryResult.NotYours;
        return RedeliveryTexts.Notice(result);
    }
}
