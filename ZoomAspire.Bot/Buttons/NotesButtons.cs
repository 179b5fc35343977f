using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Notes, below an audio: brings them where they do not come by themselves, or were removed.</summary>
internal sealed class NotesButton(NotesRequests notes) : IButton
{
    public string Verb => RecordingButtons.NotesVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken) =>
        press.TryGetKey(out var deliveryId)
            ? NotesTexts.Answer(await notes.AskAsync(deliveryId, press.Place.ChatId, cancellationToken))
            : NotesTexts.NothingKept;
}

/// <summary>Transcript, below an audio: asks in which form.</summary>
internal sealed class TranscriptButton(NotesRequests notes, Messenger messenger) : IButton
{
    public string Verb => RecordingButtons.TranscriptVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!press.TryGetKey(out var deliveryId) ||
            await notes.FindTopicAsync(deliveryId, press.Place.ChatId, cancellationToken) is not { } topic)
        {
            return NotesTexts.NothingKept;
        }

        await messenger.SendAsync(press.Place, NotesTexts.Formats(topic, deliveryId), press.MessageId, cancellationToken);
        return null;
    }
}

/// <summary>A form of the transcript: sends it as a file.</summary>
internal sealed class TranscriptFileButton(NotesRequests notes, Messenger messenger) : IButton
{
    private static readonly TranscriptFormat[] Formats = Enum.GetValues<TranscriptFormat>();

    public string Verb => RecordingButtons.TranscriptFileVerb;

    public bool WorksInGroups => true;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (press.Argument.Split('.') is not [var extension, var key] ||
            !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var deliveryId) ||
            Array.FindIndex(Formats, format => TranscriptWriter.Extension(format) == extension) is var place && place < 0 ||
            await notes.WriteTranscriptAsync(deliveryId, press.Place.ChatId, Formats[place], cancellationToken) is not { } file)
        {
            return NotesTexts.NothingKept;
        }

        return await messenger.SendFileAsync(press.Place, file, press.MessageId, cancellationToken) ? null : NotesTexts.NoFiles;
    }
}
