using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Texts;

/// <summary>Stopping what somebody asked for.</summary>
internal static class CancelTexts
{
    /// <summary>What the menu says.</summary>
    public static string MenuText => RecordingsWords.CancelMenuText;

    /// <summary>What was stopped, and what was not.</summary>
    public static ChatText Stopped(StoppedWork stopped)
    {
        List<string> lines = [.. stopped.Months.Select(MonthTexts.Stopped)];
        if (stopped.IsLatest)
        {
            lines.Add(RecordingsWords.CancelLatest);
        }

        if (stopped.Recordings > 0)
        {
            lines.Add(Plural.Of(
                stopped.Recordings,
                RecordingsWords.FormatCancelRecordingsOne,
                RecordingsWords.FormatCancelRecordingsFew,
                RecordingsWords.FormatCancelRecordingsMany));
        }

        if (!stopped.IsAnything)
        {
            lines.Add(RecordingsWords.CancelNothing);
        }

        if (stopped.Begun > 0)
        {
            lines.Add(Plural.Of(
                stopped.Begun, RecordingsWords.FormatCancelBegunOne, RecordingsWords.FormatCancelBegunFew, RecordingsWords.FormatCancelBegunMany));
        }

        return new ChatText(string.Join('\n', lines));
    }
}
