using System.Collections.Frozen;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Divides a meeting where its words change (after M. Hearst, TextTiling, 1997), and names the parts by the words that they say oftener than
/// the rest.
/// </summary>
internal sealed class TopicSegments
{
    private const int BlockWords = 80;
    private const int MinSegmentWords = 250;
    private const int MaxSegments = 8;
    private const int TitleWords = 3;
    private const int MinTitleCount = 2;
    private const int MinTitleLength = 3;

    // How far a higher place is looked for, in places.
    private const int MaxRise = 200;

    // A boundary where words change less than this is none.
    private const double MinDepth = 0.1;

    private static readonly TimeSpan UsualLength = TimeSpan.FromMinutes(7);

    private readonly NotesLanguage _language;
    private readonly FrozenSet<string> _stopWords;
    private readonly Dictionary<string, string> _stems = new(StringComparer.Ordinal);
    private readonly List<(int Sentence, string Stem, string Word)> _words = [];

    public TopicSegments(IReadOnlyList<Trimmed> sentences, NotesLanguage language, IReadOnlySet<string> notTitles)
    {
        _language = language;
        _stopWords = StopWords.Of(language);
        for (var index = 0; index < sentences.Count; index++)
        {
            for (var place = 0; place < sentences[index].Norms.Count; place++)
            {
                var word = sentences[index].Norms[place];
                if (word.Length >= MinTitleLength && !_stopWords.Contains(word) && !notTitles.Contains(word) && char.IsLetter(word[0]))
                {
                    _words.Add((index, StemOf(word), sentences[index].Words(place, place + 1)));
                }
            }
        }
    }

    /// <summary>Divides it.</summary>
    /// <param name="length">Of the meeting.</param>
    /// <returns>The first sentence of each part.</returns>
    public List<int> Starts(TimeSpan length)
    {
        var starts = new List<int> { 0 };
        var wanted = Math.Min(MaxSegments, (int)Math.Round(length / UsualLength));
        var apart = Math.Max(MinSegmentWords / 2, _words.Count / Math.Max(1, 3 * wanted));
        var taken = new List<int> { 0, _words.Count };
        foreach (var (at, depth) in Depths().OrderByDescending(gap => gap.Depth))
        {
            if (starts.Count >= wanted || depth < MinDepth)
            {
                break;
            }

            if (taken.TrueForAll(other => Math.Abs(other - at) >= apart))
            {
                taken.Add(at);
                starts.Add(_words[at].Sentence);
            }
        }

        return [.. starts.Distinct().Order()];
    }

    /// <summary>Names a part by words that were said in it.</summary>
    /// <param name="from">Its first sentence.</param>
    /// <param name="to">The sentence after its last one.</param>
    public IReadOnlyList<string> Title(int from, int to)
    {
        var all = Counts(_words);
        var inside = _words.FindAll(word => word.Sentence >= from && word.Sentence < to);
        var share = (double)inside.Count / Math.Max(1, _words.Count);
        return
        [
            .. inside.GroupBy(word => word.Stem)
                .Where(group => group.Count() >= MinTitleCount)
                .Select(group => (Word: Commonest(group.Select(word => word.Word)), Score: Score(group.Count(), all[group.Key] * share)))
                .OrderByDescending(entry => entry.Score)
                .ThenBy(entry => entry.Word, StringComparer.Ordinal)
                .Take(TitleWords)
                .Select(entry => entry.Word),
        ];
    }

    // How much oftener than by chance, weighed by how often (log-likelihood, T. Dunning, 1993).
    private static double Score(int count, double expected) => count * Math.Log((count + 0.5) / (expected + 0.5)) + Math.Log(count);

    private static string Commonest(IEnumerable<string> words) =>
        words.GroupBy(word => word).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;

    // How deep likeness falls at each place between two sentences, against the higher places on both sides.
    private List<(int At, double Depth)> Depths()
    {
        var gaps = new List<(int At, double Likeness)>();
        for (var at = BlockWords / 2; at < _words.Count - (BlockWords / 2); at++)
        {
            if (_words[at].Sentence != _words[at - 1].Sentence && (gaps.Count == 0 || at - gaps[^1].At >= 5))
            {
                gaps.Add((at, Likeness(at)));
            }
        }

        var depths = new List<(int, double)>();
        for (var index = 0; index < gaps.Count; index++)
        {
            depths.Add((gaps[index].At, Rise(gaps, index, -1) + Rise(gaps, index, 1)));
        }

        return depths;
    }

    private static double Rise(List<(int At, double Likeness)> gaps, int index, int step)
    {
        var peak = gaps[index].Likeness;
        var last = Math.Clamp(index + (step * MaxRise), 0, gaps.Count - 1);
        for (var next = index + step; (last - next) * step >= 0 && gaps[next].Likeness >= peak; next += step)
        {
            peak = gaps[next].Likeness;
        }

        return peak - gaps[index].Likeness;
    }

    private double Likeness(int at)
    {
        var before = Counts(_words.Skip(Math.Max(0, at - BlockWords)).Take(at - Math.Max(0, at - BlockWords)));
        var after = Counts(_words.Skip(at).Take(BlockWords));
        var product = before.Sum(entry => (double)entry.Value * after.GetValueOrDefault(entry.Key));
        return product / Math.Sqrt(Norm(before) * Norm(after));
    }

    private static double Norm(Dictionary<string, int> counts) => counts.Values.Sum(count => (double)count * count);

    private static Dictionary<string, int> Counts(IEnumerable<(int Sentence, string Stem, string Word)> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, stem, _) in words)
        {
            counts[stem] = counts.GetValueOrDefault(stem) + 1;
        }

        return counts;
    }

    private string StemOf(string word)
    {
        if (!_stems.TryGetValue(word, out var stem))
        {
            _stems[word] = stem = Stemmer.Stem(word, _language);
        }

        return stem;
    }
}
