using System.Collections.Frozen;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Chooses the sentences that together say most of what a summary would: each next one is the one whose words, for its length, are most to
/// be expected and not yet said (<see cref="WordExpectations"/>). Only sentences that stand for themselves are chosen.
/// </summary>
internal sealed class KeySentences
{
    private const int MaxTimes = 10;
    private const int MinContentWords = 3;

    private readonly Settings _settings;
    private readonly WordExpectations _expectations;
    private readonly NotesLanguage _language;
    private readonly FrozenSet<string> _stopWords;
    private readonly Lexicon _lexicon;
    private readonly List<Candidate> _candidates = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), int> _pairCounts = [];
    private readonly Dictionary<string, double[]> _gains = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), double[]> _pairGains = [];

    /// <param name="sentences">The meeting.</param>
    /// <param name="language">Its language.</param>
    /// <param name="expectations">What is to be expected.</param>
    /// <param name="settings">How to weigh.</param>
    public KeySentences(IReadOnlyList<Trimmed> sentences, NotesLanguage language, WordExpectations expectations, Settings settings)
    {
        (_language, _expectations, _settings) = (language, expectations, settings);
        _stopWords = StopWords.Of(language);
        _lexicon = Lexicon.Of(language);
        foreach (var sentence in sentences)
        {
            Count(sentence.Utterance.Words);
        }

        var isPunctuated = sentences.Count(sentence => Sentences.IsEnd(sentence.Utterance.Text[^1])) * 2 > sentences.Count;
        _candidates.AddRange(sentences
            .Where(sentence => CanStand(sentence, isPunctuated))
            .Select(sentence => NewCandidate(sentence, [.. sentence.Norms], Weight(sentence))));
    }

    /// <summary>How sentences are weighed; tuned on QMSum's training meetings, see docs/notes.md.</summary>
    internal sealed record Settings
    {
        /// <summary>Of a stop word, beside 1 for a word that says something.</summary>
        public double StopWord { get; init; } = 0.3;

        /// <summary>Of a pair of words, beside 1 for a word.</summary>
        public double Pair { get; init; } = 1;

        /// <summary>1 weighs gain by word; less prefers longer sentences.</summary>
        public double Length { get; init; } = 0.85;

        /// <summary>Of a sentence that begins with a word that points back (it, that, they).</summary>
        public double Dangling { get; init; } = 0.8;

        /// <summary>Of a sentence, for each hedge or word about oneself.</summary>
        public double Personal { get; init; } = 0.95;

        /// <summary>Fewest words.</summary>
        public int MinWords { get; init; } = 8;

        /// <summary>Most words.</summary>
        public int MaxWords { get; init; } = 32;
    }

    /// <summary>Chooses sentences.</summary>
    /// <param name="maxWords">So many words at most, the last sentence may go beyond.</param>
    /// <param name="maxSentences">So many sentences at most.</param>
    /// <param name="where">Which may be chosen.</param>
    /// <returns>In order of choice: the most important first.</returns>
    public List<Trimmed> Choose(int maxWords, int maxSentences, Func<Trimmed, bool>? where = null)
    {
        var said = new Dictionary<string, int>(StringComparer.Ordinal);
        var saidPairs = new Dictionary<(string, string), int>();
        var left = new PriorityQueue<Candidate, (double, int)>(_candidates
            .Where(candidate => where is null || where(candidate.Sentence))
            .Select(candidate => (candidate, Priority(candidate, candidate.Score))));
        var chosen = new List<Trimmed>();
        for (var words = 0; words < maxWords && chosen.Count < maxSentences && left.TryDequeue(out var best, out _);)
        {
            // What is said already can only make a sentence worth less: one that is still the best needs no look at the others.
            var priority = Priority(best, Score(best.Norms, best.Weight, said, saidPairs));
            if (left.TryPeek(out _, out var next) && next.CompareTo(priority) < 0)
            {
                left.Enqueue(best, priority);
                continue;
            }

            chosen.Add(best.Sentence);
            words += best.Norms.Length;
            Say(best.Norms, said, saidPairs);
        }

        return chosen;
    }

    private void Count(IReadOnlyList<Word> words)
    {
        for (var index = 0; index < words.Count; index++)
        {
            _counts[words[index].Norm] = _counts.GetValueOrDefault(words[index].Norm) + 1;
            if (index > 0)
            {
                var pair = (words[index - 1].Norm, words[index].Norm);
                _pairCounts[pair] = _pairCounts.GetValueOrDefault(pair) + 1;
            }
        }
    }

    private bool CanStand(Trimmed sentence, bool isPunctuated)
    {
        var norms = sentence.Norms;
        return norms.Count >= _settings.MinWords
            && norms.Count <= _settings.MaxWords
            && 5 * norms.Count >= 3 * sentence.Utterance.Words.Count
            && (!isPunctuated || sentence.Utterance.Text[^1] is '.' or '!')
            && norms.Count(SaysSomething) >= MinContentWords
            && !_lexicon.Fragments.Contains(norms[0])
            && (_lexicon.Verbs.Count == 0 || norms.Any(IsVerb))
            && !_lexicon.Logistics.Any(norms);
    }

    private bool IsVerb(string word) => _lexicon.Verbs.Contains(word) || (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal));

    private bool SaysSomething(string word) => word.Length > 1 && !_stopWords.Contains(word);

    private double Weight(Trimmed sentence) =>
        (_lexicon.Danglers.Contains(sentence.Norms[0]) ? _settings.Dangling : 1)
        * Math.Pow(_settings.Personal, sentence.Norms.Count(_lexicon.Personal.Contains));

    // The highest score first; of equal ones, what was said first.
    private static (double, int) Priority(Candidate candidate, double score) => (-score, candidate.Sentence.Utterance.Index);

    private Candidate NewCandidate(Trimmed sentence, string[] norms, double weight) =>
        new(sentence, norms, weight, Score(norms, weight, [], []));

    private double Score(string[] norms, double weight, Dictionary<string, int> said, Dictionary<(string, string), int> saidPairs) =>
        weight * Gain(norms, said, saidPairs) / Math.Pow(norms.Length, _settings.Length);

    private double Gain(string[] norms, Dictionary<string, int> said, Dictionary<(string, string), int> saidPairs)
    {
        var gain = 0.0;
        for (var index = 0; index < norms.Length; index++)
        {
            gain += At(Gains(norms[index]), said.GetValueOrDefault(norms[index]) + Earlier(norms, index));
            if (index > 0)
            {
                var pair = (norms[index - 1], norms[index]);
                gain += At(PairGains(pair), saidPairs.GetValueOrDefault(pair));
            }
        }

        return gain;
    }

    private static double At(double[] gains, int times) => times < gains.Length ? gains[times] : 0;

    private static int Earlier(string[] norms, int index)
    {
        var count = 0;
        for (var earlier = 0; earlier < index; earlier++)
        {
            count += ReferenceEquals(norms[earlier], norms[index]) ? 1 : 0;
        }

        return count;
    }

    private static void Say(string[] norms, Dictionary<string, int> said, Dictionary<(string, string), int> saidPairs)
    {
        for (var index = 0; index < norms.Length; index++)
        {
            said[norms[index]] = said.GetValueOrDefault(norms[index]) + 1;
            if (index > 0)
            {
                var pair = (norms[index - 1], norms[index]);
                saidPairs[pair] = saidPairs.GetValueOrDefault(pair) + 1;
            }
        }
    }

    private double[] Gains(string word)
    {
        if (!_gains.TryGetValue(word, out var gains))
        {
            var says = SaysSomething(word);
            var count = _counts.GetValueOrDefault(word, 1);
            var expected = _language == NotesLanguage.English ? _expectations.Expected(word, count) : says ? _expectations.ExpectedAnywhere(count) : 0;
            _gains[word] = gains = AtLeast(expected, says ? 1 : _settings.StopWord);
        }

        return gains;
    }

    private double[] PairGains((string First, string Second) pair)
    {
        if (!_pairGains.TryGetValue(pair, out var gains))
        {
            var pairClass = WordExpectations.PairClassOf(SaysSomething(pair.First), SaysSomething(pair.Second));
            var expected = _expectations.Expected(pair, _pairCounts.GetValueOrDefault(pair, 1), pairClass, _language == NotesLanguage.English);
            _pairGains[pair] = gains = AtLeast(expected, _settings.Pair * (pairClass == 0 ? _settings.StopWord : 1));
        }

        return gains;
    }

    // How likely it is that something expected so often (Poisson) comes once, twice, … at least.
    private static double[] AtLeast(double expected, double weight)
    {
        var gains = new double[MaxTimes];
        var exactly = Math.Exp(-expected);
        var below = exactly;
        for (var times = 0; times < MaxTimes; times++)
        {
            gains[times] = weight * Math.Max(0, 1 - below);
            exactly *= expected / (times + 1);
            below += exactly;
        }

        return gains;
    }

    private sealed record Candidate(Trimmed Sentence, string[] Norms, double Weight, double Score);
}
