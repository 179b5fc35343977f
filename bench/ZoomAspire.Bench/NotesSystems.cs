using ZoomAspire.Core.Notes;

namespace ZoomAspire.Bench;

/// <summary>Ways to make a summary out of sentences of a meeting: the product's, textbook ones, chance, and the best that is possible.</summary>
internal static class NotesSystems
{
    private const int MinTokens = 5;
    private const double Damping = 0.85;
    private const int Rounds = 30;

    public static IEnumerable<string> Ours(NotesMeeting meeting, WordExpectations expectations, KeySentences.Settings settings, int words)
    {
        var sentences = BuiltInSummariser.Sentences(meeting.Transcript);
        return new KeySentences(sentences, meeting.Transcript.Language, expectations, settings)
            .Choose(words, int.MaxValue)
            .Select(sentence => sentence.Text());
    }

    public static IEnumerable<string> Tldr(NotesMeeting meeting) =>
        BuiltInSummariser.Summarise(meeting.Transcript, null, CancellationToken.None).Summary.Select(item => item.Text);

    public static IEnumerable<string> Lead(NotesMeeting meeting) => Sentences(meeting);

    public static IEnumerable<string> Longest(NotesMeeting meeting) => Sentences(meeting).OrderByDescending(text => NotesRouge.Tokens(text).Count);

    public static IEnumerable<string> Random(NotesMeeting meeting, int seed)
    {
        var sentences = Sentences(meeting).ToArray();
        new Random(seed).Shuffle(sentences);
        return sentences;
    }

    /// <summary>R. Mihalcea and P. Tarau, TextRank, 2004: sentences ranked by how much they share with others.</summary>
    public static IEnumerable<string> TextRank(NotesMeeting meeting)
    {
        var sentences = Sentences(meeting).Select(text => (Text: text, Words: NotesRouge.Tokens(text).ToHashSet())).Where(sentence => sentence.Words.Count >= MinTokens).ToList();
        var edges = Edges(sentences.ConvertAll(sentence => sentence.Words));
        var sums = edges.Select(row => row.Sum(edge => edge.Weight)).ToArray();
        var ranks = Enumerable.Repeat(1.0, sentences.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            ranks = [.. edges.Select(row => 1 - Damping + (Damping * row.Sum(edge => edge.Weight / sums[edge.To] * ranks[edge.To])))];
        }

        return sentences.Select((sentence, index) => (sentence.Text, Rank: ranks[index])).OrderByDescending(sentence => sentence.Rank).Select(sentence => sentence.Text);
    }

    /// <summary>Whole sentences, each next one that which raises ROUGE-1 and ROUGE-2 most: it knows the reference.</summary>
    public static IEnumerable<string> Oracle(NotesMeeting meeting, int words)
    {
        var reference = NotesRouge.Tokens(meeting.Reference);
        var left = Sentences(meeting).Select(text => (Text: text, Tokens: NotesRouge.Tokens(text))).Where(sentence => sentence.Tokens.Count > 0).ToList();
        var chosen = new List<string>();
        var tokens = new List<string>();
        while (tokens.Count < words && left.Count > 0)
        {
            var (best, score) = left
                .Select(sentence => (Sentence: sentence, Score: Score([.. tokens, .. sentence.Tokens], reference, words)))
                .MaxBy(candidate => candidate.Score);
            if (score <= Score(tokens, reference, words))
            {
                break;
            }

            left.Remove(best);
            chosen.Add(best.Text);
            tokens.AddRange(best.Tokens);
        }

        return chosen;
    }

    private static double Score(List<string> tokens, IReadOnlyList<string> reference, int words)
    {
        var cut = tokens.Count > words ? tokens[..words] : tokens;
        return NotesRouge.Grams(cut, reference, 1) + NotesRouge.Grams(cut, reference, 2);
    }

    private static IEnumerable<string> Sentences(NotesMeeting meeting) => Utterance.Of(meeting.Transcript).Select(utterance => utterance.Text);

    private static List<(int To, double Weight)>[] Edges(List<HashSet<string>> sentences)
    {
        var edges = sentences.ConvertAll(_ => new List<(int To, double Weight)>()).ToArray();
        for (var one = 0; one < sentences.Count; one++)
        {
            for (var other = one + 1; other < sentences.Count; other++)
            {
                var shared = sentences[one].Count(sentences[other].Contains);
                if (shared > 0)
                {
                    var weight = shared / (Math.Log(sentences[one].Count) + Math.Log(sentences[other].Count));
                    edges[one].Add((other, weight));
                    edges[other].Add((one, weight));
                }
            }
        }

        return edges;
    }
}
