using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said about notes and transcripts. Notices: plain text, 200 characters.</summary>
internal static class NotesTexts
{
    public const string NothingKept = "I keep nothing to read of this recording any more.";

    public const string NoFiles = "Files cannot be sent here.";

    private const string AlreadyThere = "The notes are in the reply to the audio, further down. Should they have been removed, they come again.";
    private const int MaxTopicLength = 100;

    public static string? Answer(NotesRequestResult result) => result switch
    {
        NotesRequestResult.Coming => null,
        NotesRequestResult.Shown => AlreadyThere,
        _ => NothingKept,
    };

    public static ChatText Formats(string topic, long deliveryId) => new(
        $"📄 What was said in <b>{TelegramHtml.Outside(topic, MaxTopicLength)}</b>, as a file:",
        [.. Enum.GetValues<TranscriptFormat>().Select(format => InlineKeyboardButton.WithCallbackData(Label(format), Data(format, deliveryId)))]);

    private static string Label(TranscriptFormat format) => format switch
    {
        TranscriptFormat.WebVtt => "Subtitles (VTT)",
        TranscriptFormat.Markdown => "Markdown",
        _ => "Text",
    };

    private static string Data(TranscriptFormat format, long deliveryId) => string.Create(
        CultureInfo.InvariantCulture, $"{RecordingButtons.TranscriptFileVerb}:{TranscriptWriter.Extension(format)}.{deliveryId}");
}
