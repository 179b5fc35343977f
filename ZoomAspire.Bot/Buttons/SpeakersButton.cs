using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Each speaker, below an audio: has the separate audio of every speaker brought to the same chat, if its owner presses.</summary>
internal sealed class SpeakersButton(SpeakerAudioRequest request) : IButton
{
    public string Verb => RecordingButtons.SpeakersVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var result = press.TryGetKey(out var deliveryId)
            ? await request.AskAsync(deliveryId, press.Sender.Id, press.Place.ChatId, cancellationToken)
            : SpeakerAudioResult.NotYours;
        return result switch
        {
            SpeakerAudioResult.Started => SpeakersNoticeWords.Started,
            SpeakerAudioResult.UnderWay => SpeakersNoticeWords.UnderWay,
            SpeakerAudioResult.IsHere => SpeakersNoticeWords.IsHere,
            SpeakerAudioResult.NothingThere => SpeakersNoticeWords.NothingThere,
            _ => RedeliveryTexts.Notice(RedeliveryResult.NotYours),
        };
    }
}
