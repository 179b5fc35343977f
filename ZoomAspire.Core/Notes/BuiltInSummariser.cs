using System.Collections.Frozen;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Makes notes of a transcript without any service or key: the same notes of the same transcript, in about a second. It chooses and trims what
/// was said; every item carries its evidence, and every word of an item stands in it, in the same order. A topic's title is made of words
/// that the topic says.
/// </summary>
public static class BuiltInSummariser
{
    /// <summary>Words of the summary, about; see <see cref="MeetingNotes.MaxSummaryLines"/>.</summary>
    private const int SummaryWords = 110;

    private const int TopicLines = 2;
    private const int TopicWords = 40;
    private const int MinTopicSentences = 3;

    /// <summary>Makes notes.</summary>
    /// <param name="transcript">Of the meeting.</param>
    /// <param name="participants">Names of those who were there, if known: they may be asked to do something without having spoken.</param>
    /// <param name="cancellationToken">Ends the work between its steps.</param>
    /// <returns>Notes; empty ones of a transcript that says next to nothing.</returns>
    public static MeetingNotes Summarise(Transcript transcript, IEnumerable<string>? participants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var language = transcript.Language;
        var sentences = Sentences(transcript);
        cancellationToken.ThrowIfCancellationRequested();
        var key = new KeySentences(sentences, language, WordExpectations.English, new KeySentences.Settings());
        var summary = key.Choose(SummaryWords, MeetingNotes.MaxSummaryLines);
        cancellationToken.ThrowIfCancellationRequested();
        var acts = new SpeechActs(sentences, language, new SpeakerNames(transcript.Speakers.Concat(participants ?? [])));
        return new MeetingNotes(NotesSource.BuiltIn, language)
        {
            Summary = [.. summary.OrderBy(sentence => sentence.Utterance.Index).Select(Item)],
            Decisions = acts.Decisions(),
            ActionItems = acts.ActionItems(),
            OpenQuestions = acts.OpenQuestions(),
            Topics = Topics(transcript, sentences, key, cancellationToken),
            SpeakingTimes = SpeakingTimes(transcript),
        };
    }

    /// <summary>The sentences of a transcript, trimmed.</summary>
    internal static IReadOnlyList<Trimmed> Sentences(Transcript transcript)
    {
        var lexicon = Lexicon.Of(transcript.Language);
        var stopWords = StopWords.Of(transcript.Language);
        return [.. Utterance.Of(transcript).Select(utterance => Trimmed.Of(utterance, lexicon, stopWords))];
    }

    /// <summary>Who spoke how long, longest first.</summary>
    internal static List<SpeakingTime> SpeakingTimes(Transcript transcript)
    {
        var times = transcript.Turns
            .Where(turn => turn.Speaker is not null)
            .GroupBy(turn => turn.Speaker!, StringComparer.OrdinalIgnoreCase)
            .Select(turns => (Speaker: turns.Key, Spoken: turns.Aggregate(TimeSpan.Zero, (sum, turn) => sum + turn.Spoken)))
            .ToList();
        var all = transcript.Turns.Aggregate(TimeSpan.Zero, (sum, turn) => sum + turn.Spoken);
        return
        [
            .. times.Where(time => time.Spoken > TimeSpan.Zero)
                .OrderByDescending(time => time.Spoken)
                .ThenBy(time => time.Speaker, StringComparer.Ordinal)
                .Select(time => new SpeakingTime(time.Speaker, time.Spoken, time.Spoken / all)),
        ];
    }

    private static NoteItem Item(Trimmed sentence) => new(sentence.Text(), sentence.Utterance.Evidence);

    private static List<NoteTopic> Topics(
        Transcript transcript, IReadOnlyList<Trimmed> sentences, KeySentences key, CancellationToken cancellationToken)
    {
        var names = transcript.Speakers.SelectMany(name => name.ToLowerInvariant().Split(' ')).ToFrozenSet(StringComparer.Ordinal);
        var segments = new TopicSegments(sentences, transcript.Language, names);
        var starts = segments.Starts(transcript.Length);
        var topics = new List<NoteTopic>();
        for (var index = 0; index < starts.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (from, to) = (starts[index], index + 1 < starts.Count ? starts[index + 1] : sentences.Count);
            var title = to - from < MinTopicSentences ? [] : segments.Title(from, to);
            if (title.Count > 0)
            {
                var lines = key.Choose(TopicWords, TopicLines, sentence => sentence.Utterance.Index >= from && sentence.Utterance.Index < to);
                topics.Add(new NoteTopic(
                    Title(title),
                    sentences[from].Utterance.At,
                    to < sentences.Count ? sentences[to].Utterance.At : transcript.Length,
                    [.. lines.OrderBy(line => line.Utterance.Index).Select(Item)]));
            }
        }

        return topics;
    }

    private static string Title(IReadOnlyList<string> words)
    {
        var title = string.Join(", ", words);
        return char.ToUpperInvariant(title[0]) + title[1..];
    }
}
