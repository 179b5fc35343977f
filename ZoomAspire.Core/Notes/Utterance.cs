namespace ZoomAspire.Core.Notes;

/// <summary>A sentence of a transcript: where it stands, who says it, its words.</summary>
/// <param name="Index">Its place among the sentences of the meeting.</param>
/// <param name="Turn">The turn it stands in.</param>
/// <param name="TurnIndex">The turn's place.</param>
/// <param name="Offset">Where in the turn's text it begins.</param>
/// <param name="Text">As the transcript has it.</param>
/// <param name="Words">Its words, places within <paramref name="Text"/>.</param>
internal sealed record Utterance(int Index, Turn Turn, int TurnIndex, int Offset, string Text, IReadOnlyList<Word> Words)
{
    // What is cut where nothing ends a sentence, as in captions.
    private const int MaxLength = 400;
    private const int MinLength = 120;

    public string? Speaker => Turn.Speaker;

    public TimeSpan At { get; } = Turn.TimeAt(Offset);

    public bool IsQuestion => Text.AsSpan().TrimEnd("\"”»)' ") is [.., '?' or '？'];

    public Evidence Evidence => new(At, Speaker, Text);

    public static List<Utterance> Of(Transcript transcript)
    {
        var words = new Words();
        var utterances = new List<Utterance>();
        for (var index = 0; index < transcript.Turns.Count; index++)
        {
            var turn = transcript.Turns[index];
            foreach (var range in Sentences.Split(turn.Text).SelectMany(range => Bounded(turn, range)))
            {
                var text = turn.Text[range];
                utterances.Add(new Utterance(utterances.Count, turn, index, range.Start.Value, text, words.Of(text)));
            }
        }

        return utterances;
    }

    // Where nobody ended a sentence for too long, cues do.
    private static IEnumerable<Range> Bounded(Turn turn, Range range)
    {
        var (from, to) = (range.Start.Value, range.End.Value);
        if (to - from > MaxLength)
        {
            foreach (var start in turn.CueStarts.Where(start => start > range.Start.Value && start < to))
            {
                if (start - from >= MinLength)
                {
                    yield return from..(start - 1);
                    from = start;
                }
            }
        }

        yield return from..to;
    }
}
