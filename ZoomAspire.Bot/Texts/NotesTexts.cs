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
    public static string NothingKept => TranscriptWords.NothingKeptNotice;

    public static string NoFiles => TranscriptWords.NoFilesNotice;

    private const int MaxTopicLength = 100;

    public static string? Answer(NotesRequestResult result) => result switch
    {
        NotesRequestResult.Coming => null,
        NotesRequestResult.Shown => TranscriptWords.AlreadyThereNotice,
        _ => NothingKept,
    };

    public static ChatText Formats(string topic, long deliveryId) => new(
        TranscriptWords.FormatWhichForm(TelegramHtml.Outside(topic, MaxTopicLength)),
        [.. Enum.GetValues<TranscriptFormat>().Select(format => InlineKeyboardButton.WithCallbackData(Label(format), Data(format, deliveryId)))]);

    private static string Label(TranscriptFormat format) => format switch
    {
        TranscriptFormat.WebVtt => TranscriptWords.SubtitlesButton,
        TranscriptFormat.Markdown => TranscriptWords.MarkdownButton,
        _ => TranscriptWords.TextButton,
    };

    private static string Data(TranscriptFormat format, long deliveryId) => string.Create(
        CultureInfo.InvariantCulture, $"{RecordingButtons.TranscriptFileVerb}:{TranscriptWriter.Extension(format)}.{deliveryId}");
}
