using Microsoft.Extensions.Options;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// The buttons below an audio. The original is offered where it is not what is in the chat: in private chats only, since whoever has a link
/// has the file, and where users can reach us.
/// </summary>
internal sealed class AudioButtons(IOptions<PublicOptions> options)
{
    /// <summary>The buttons of an audio of which there are no notes, or none yet.</summary>
    public InlineKeyboardMarkup? Below(DeliveryTarget target, AudioPiece piece) =>
        piece.Part == 0 ? Keyboard(Others(target, piece.Made is not null)) : null;

    /// <summary>The buttons of an audio with notes.</summary>
    /// <param name="target">The delivery.</param>
    /// <param name="isMade">Whether the audio was made of the original.</param>
    /// <param name="notes">What there is to read.</param>
    public InlineKeyboardMarkup? Below(DeliveryTarget target, bool isMade, ShownNotes notes) =>
        Keyboard(RecordingButtons.OfNotes(target.Delivery.Id, notes.Notes is not null, notes.Transcript is not null), Others(target, isMade));

    /// <summary>The button for the original alone.</summary>
    public InlineKeyboardMarkup? Original(DeliveryTarget target) =>
        Keyboard(OffersOriginal(target) ? [RecordingButtons.OriginalOf(target.Delivery.Id)] : []);

    // Each speaker's audio is offered, not sent: whoever records it needs it for editing, not for listening.
    private InlineKeyboardButton[] Others(DeliveryTarget target, bool isMade) =>
    [
        .. isMade && OffersOriginal(target) ? [RecordingButtons.OriginalOf(target.Delivery.Id)] : (InlineKeyboardButton[])[],
        .. target is { Meeting.SpeakerFiles: > 0, Recording.IsOneSpeakers: false }
            ? [RecordingButtons.SpeakersOf(target.Delivery.Id)]
            : (InlineKeyboardButton[])[],
    ];

    private static InlineKeyboardMarkup? Keyboard(params InlineKeyboardButton[][] rows) =>
        rows.Any(row => row.Length > 0) ? new InlineKeyboardMarkup(rows.Where(row => row.Length > 0)) : null;

    private bool OffersOriginal(DeliveryTarget target) =>
        options.Value.BaseUrl is not null && target.Destination.Kind == DestinationKind.Private;
}
