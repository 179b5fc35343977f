using System.Globalization;
using System.Text;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>What captions and replies say of a recording's notes, as HTML of the Bot API's dialect.</summary>
internal static class NotesText
{
    /// <summary>Most messages that notes take.</summary>
    public const int MaxMessages = 3;

    private const int MaxLineLength = 300;
    private const int MaxParagraphLength = 2_000;
    private const int MaxTitleLength = 60;
    private const int MaxNameLength = 60;
    private const int MaxMoments = 3;
    private const int MaxTopicLines = 6;
    private const int MaxSpeakers = 12;

    /// <summary>The caption of the first audio: the facts, as much of the summary as fits, and where to begin listening.</summary>
    /// <param name="facts">What it begins with.</param>
    /// <param name="shown">The notes.</param>
    /// <param name="moments">Writes times.</param>
    public static NotesCaption Caption(string facts, ShownNotes shown, Moments moments)
    {
        if (shown.Notes is not { } notes)
        {
            return new NotesCaption(TelegramHtml.Truncate(facts, TelegramHtml.CaptionLimit), true);
        }

        var isWhole = true;
        var end = string.Concat(
            ((string?[])[MomentsLine(shown, moments), Source(notes)]).OfType<string>().Select(line => $"\n\n{line}"));
        var text = new StringBuilder(facts);
        var room = TelegramHtml.CaptionLimit - TelegramHtml.VisibleLength(facts) - TelegramHtml.VisibleLength(end) - 1;
        foreach (var line in notes.Summary.Select(item => $"• {Line(item.Text)}"))
        {
            var length = TelegramHtml.VisibleLength(line) + 1;
            if (length > room)
            {
                isWhole = false;
                break;
            }

            text.Append(text.Length == facts.Length ? "\n\n" : "\n").Append(line);
            room -= length;
        }

        isWhole &= notes.Summary.All(item => item.Text.Length <= MaxLineLength);

        return new NotesCaption(TelegramHtml.Truncate(text.Append(end).ToString(), TelegramHtml.CaptionLimit), isWhole);
    }

    /// <summary>The notes as replies to the audio.</summary>
    /// <param name="shown">The notes.</param>
    /// <param name="moments">Writes times.</param>
    /// <param name="length">How much is wanted.</param>
    /// <param name="withSummary">Whether the summary belongs here, too: the caption does not have all of it.</param>
    /// <returns>None where there is nothing to say beyond the caption.</returns>
    public static IReadOnlyList<string> Messages(ShownNotes shown, Moments moments, NotesLength length, bool withSummary)
    {
        if (shown.Notes is not { } notes)
        {
            return [];
        }

        List<string> blocks =
        [
            .. Section(NotesWords.Summary, withSummary ? notes.Summary.Select(item => $"• {Whole(item.Text)}{At(item.Evidence, moments)}") : []),
            .. Section(NotesWords.Decisions, notes.Decisions.Select(item => $"• {Line(item.Text)}{At(item.Evidence, moments)}")),
            .. Section(NotesWords.ToDo, notes.ActionItems.Select(item => ToDo(item, moments))),
            .. Section(NotesWords.OpenQuestions, notes.OpenQuestions.Select(item => $"• {Line(item.Text)}{At(item.Evidence, moments)}")),
            .. Section(NotesWords.Topics, TopicsOf(shown).Select(topic => Topic(topic, moments, length))),
            .. length == NotesLength.Full ? Section(NotesWords.WhoSpoke, Speakers(shown.Said ?? notes)) : [],
        ];
        return blocks.Count == 0 ? [] : Pack([.. blocks, Source(notes)]);
    }

    // Zoom's summaries tell no times: topics of the transcript do. One topic that we made out would only say the summary again.
    private static IReadOnlyList<NoteTopic> TopicsOf(ShownNotes shown) =>
        shown.Notes is { Source: not NotesSource.BuiltIn, Topics.Count: > 0 } notes ? notes.Topics
        : shown.Said is { Topics.Count: > 1 } said ? said.Topics : [];

    // Topics of some length; of a meeting that has but one, what was decided and is to be done.
    private static string? MomentsLine(ShownNotes shown, Moments moments)
    {
        var topics = new[] { shown.Notes, shown.Said }.OfType<MeetingNotes>()
            .Select(notes => notes.Topics.Where(topic => topic is { Start: not null, Title.Length: > 0 }).ToList())
            .FirstOrDefault(timed => timed.Count > 1);
        var chosen = topics is not null
            ? topics.OrderByDescending(topic => topic.End - topic.Start ?? TimeSpan.Zero).Select(topic => (At: topic.Start!.Value, Text: topic.Title))
            : shown.Said is { } said ? Said(said) : [];
        var line = string.Join(" · ", chosen.Take(MaxMoments).OrderBy(moment => moment.At)
            .Select(moment => $"{moments.Html(moment.At)} {TelegramHtml.Outside(moment.Text, MaxTitleLength)}"));
        return line.Length > 0 ? $"⏱ {line}" : null;
    }

    private static IEnumerable<(TimeSpan At, string Text)> Said(MeetingNotes notes) =>
        notes.Decisions.Select(item => (item.Evidence, item.Text)).Concat(notes.ActionItems.Select(item => (item.Evidence, item.Text)))
            .Where(item => item.Evidence is not null)
            .Select(item => (item.Evidence!.At, item.Text));

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? [] : all.Select((line, index) => index == 0 ? $"<b>{title}</b>\n{line}" : line);
    }

    private static string ToDo(ActionItem item, Moments moments)
    {
        var owner = item.Owner is { } name ? $"<b>{TelegramHtml.Outside(name, MaxNameLength)}</b>: " : "";
        var due = item.Due is { } when && !item.Text.Contains(when, StringComparison.OrdinalIgnoreCase)
            ? $" ({TelegramHtml.Outside(when, MaxNameLength)})"
            : "";
        return $"☐ {owner}{Line(item.Text)}{due}{At(item.Evidence, moments)}";
    }

    private static string Topic(NoteTopic topic, Moments moments, NotesLength length)
    {
        var start = topic.Start is { } at ? $"{moments.Html(at)} " : "• ";
        var lines = topic.Lines.Take(length == NotesLength.Full ? int.MaxValue : MaxTopicLines).Select(line => Whole(line.Text)).ToList();
        var title = $"{start}<b>{TelegramHtml.Outside(topic.Title.Length > 0 ? topic.Title : NotesWords.OtherTopic, MaxTitleLength)}</b>";
        return lines.Count == 0 ? title : $"{title}\n<blockquote expandable>{string.Join('\n', lines)}</blockquote>";
    }

    private static IEnumerable<string> Speakers(MeetingNotes notes) => notes.SpeakingTimes.Take(MaxSpeakers).Select(speaker => string.Create(
        CultureInfo.InvariantCulture,
        $"• {TelegramHtml.Outside(speaker.Speaker, MaxNameLength)}: {speaker.Share:P0}"));

    private static string At(Evidence? evidence, Moments moments) => evidence is { } said ? $" · {moments.Html(said.At)}" : "";

    private static string Line(string text) => TelegramHtml.Outside(text, MaxLineLength);

    private static string Whole(string text) => TelegramHtml.Outside(text, MaxParagraphLength);

    private static string Source(MeetingNotes notes) => notes.Source switch
    {
        NotesSource.MeetingSummary or NotesSource.RecordingSummary => $"<i>{NotesWords.FromZoom}</i>",
        NotesSource.Model => $"<i>{NotesWords.FromModel}</i>",
        _ => $"<i>{NotesWords.FromTranscript}</i>",
    };

    // Blocks stay whole; what would take more messages than anybody reads is left out, and said so.
    private static List<string> Pack(IReadOnlyList<string> blocks)
    {
        var messages = new List<string> { "📝 " };
        foreach (var block in blocks)
        {
            var separator = messages[^1] == "📝 " ? "" : block.StartsWith("<b>", StringComparison.Ordinal) || block.StartsWith("<i>", StringComparison.Ordinal) ? "\n\n" : "\n";
            var piece = TelegramHtml.Truncate(block, TelegramHtml.TextLimit - 10);
            if (TelegramHtml.VisibleLength(messages[^1]) + TelegramHtml.VisibleLength(piece) + separator.Length <= TelegramHtml.TextLimit)
            {
                messages[^1] += separator + piece;
            }
            else if (messages.Count < MaxMessages)
            {
                messages.Add(piece);
            }
            else
            {
                messages[^1] = TelegramHtml.Truncate(messages[^1], TelegramHtml.TextLimit - 2) + "\n…";
                break;
            }
        }

        return messages;
    }
}

/// <summary>The caption of an audio with notes.</summary>
/// <param name="Html">HTML of the Bot API's dialect.</param>
/// <param name="IsWhole">Whether it has all of the summary.</param>
internal sealed record NotesCaption(string Html, bool IsWhole);
