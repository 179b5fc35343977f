using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>Where something was said: one line, or a few that follow each other in one turn.</summary>
/// <param name="First">The first line, from 0.</param>
/// <param name="Last">The last line.</param>
internal readonly record struct Passage(int First, int Last);

/// <summary>A transcript as numbered lines: as the language model reads it, and as what it answers is looked up.</summary>
internal sealed class SpokenLines
{
    // How far from the line that it names a quote may be found, and over how many lines it may go.
    private const int MaxMiscount = 3;
    private const int MaxLinesOfQuote = 3;

    // Fewer words are found anywhere.
    private const int MinWords = 3;
    private const int MinUnspaced = 6;

    // From which share of a piece on it ends with a turn rather than in the middle of one.
    private const double FullEnough = 0.8;

    private readonly List<Utterance> _lines;
    private readonly List<List<string>> _tokens;

    public SpokenLines(Transcript transcript)
    {
        _lines = Utterance.Of(transcript);
        _tokens = _lines.ConvertAll(line => SpokenTokens.Of(line.Text));
    }

    public int Count => _lines.Count;

    /// <summary>The words of a line.</summary>
    public IReadOnlyList<string> TokensOf(int line) => _tokens[line];

    /// <summary>Who says a line.</summary>
    public string? SpeakerOf(int line) => _lines[line].Speaker;

    /// <summary>All lines, as texts that are not longer than a limit, if no line is: each ends with a turn where that is near.</summary>
    public List<string> Pieces(int maxLength)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (var index = 0; index < Count; index++)
        {
            var line = Shown(index);
            var beginsTurn = index > 0 && _lines[index].TurnIndex != _lines[index - 1].TurnIndex;
            if (piece.Length > 0 && (piece.Length + line.Length > maxLength || (beginsTurn && piece.Length > FullEnough * maxLength)))
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(line).Append('\n');
        }

        if (piece.Length > 0)
        {
            pieces.Add(piece.ToString());
        }

        return pieces;
    }

    /// <summary>Finds a quote: its words, one after the other, in the line it names or close to it.</summary>
    /// <param name="number">The line's number, from 1, as the model gives it.</param>
    /// <param name="quote">The quote.</param>
    /// <returns>Where it was said; null for a quote that is too short, or that nobody said there.</returns>
    public Passage? Find(int number, string quote)
    {
        var words = SpokenTokens.Of(quote);
        if (words.Count == 0 || words.Count < (SpokenTokens.IsUnspaced(words[0]) ? MinUnspaced : MinWords))
        {
            return null;
        }

        for (var away = 0; away <= MaxMiscount; away++)
        {
            foreach (var line in away == 0 ? (long[])[number - 1L] : [number - 1L - away, number - 1L + away])
            {
                if (line >= 0 && line < Count && Match((int)line, words) is { } passage)
                {
                    return passage;
                }
            }
        }

        return null;
    }

    /// <summary>What was said there, who said it, and when: of the transcript's own words.</summary>
    public Evidence EvidenceOf(Passage passage) => new(
        _lines[passage.First].At,
        _lines[passage.First].Speaker,
        string.Join(' ', _lines.Skip(passage.First).Take(passage.Last - passage.First + 1).Select(line => line.Text)));

    /// <summary>The lines around a place.</summary>
    public IEnumerable<int> Around(Passage passage, int reach)
    {
        var first = Math.Max(0, passage.First - reach);
        return Enumerable.Range(first, Math.Min(Count - 1, passage.Last + reach) - first + 1);
    }

    /// <summary>Whether words stand one after the other in lines.</summary>
    public bool Says(Passage passage, IReadOnlyList<string> words) =>
        words.Count > 0 && IndexOf([.. Enumerable.Range(passage.First, passage.Last - passage.First + 1).SelectMany(line => _tokens[line])], words) >= 0;

    private string Shown(int index) =>
        $"[{index + 1}] {ClockTime.Text(_lines[index].At)} {_lines[index].Speaker ?? "?"}: {_lines[index].Text}";

    // A match that begins in a line, and goes on into the next ones of its turn if need be.
    private Passage? Match(int line, List<string> words)
    {
        var said = new List<string>();
        for (var last = line; last < Count && last < line + MaxLinesOfQuote && _lines[last].TurnIndex == _lines[line].TurnIndex; last++)
        {
            said.AddRange(_tokens[last]);
            if (IndexOf(said, words) is >= 0 and var at && at < _tokens[line].Count)
            {
                return new Passage(line, last);
            }
        }

        return null;
    }

    private static int IndexOf(List<string> said, IReadOnlyList<string> words)
    {
        for (var at = 0; at + words.Count <= said.Count; at++)
        {
            var length = 0;
            while (length < words.Count && said[at + length] == words[length])
            {
                length++;
            }

            if (length == words.Count)
            {
                return at;
            }
        }

        return -1;
    }
}
