using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// A sentence without what is only spoken: hesitations, fillers at its beginning and end, words said twice, false starts. Nothing is put
/// in, and what is left keeps its order.
/// </summary>
internal sealed class Trimmed
{
    private const int LongestRepeat = 5;
    private const int LongestBroken = 6;

    private readonly Utterance _utterance;
    private readonly List<int> _kept;

    private Trimmed(Utterance utterance, List<int> kept)
    {
        _utterance = utterance;
        _kept = kept;
        Norms = [.. kept.Select(index => utterance.Words[index].Norm)];
    }

    /// <summary>The words that are left.</summary>
    public IReadOnlyList<string> Norms { get; }

    public Utterance Utterance => _utterance;

    public static Trimmed Of(Utterance utterance, Lexicon lexicon, IReadOnlySet<string> stopWords)
    {
        var kept = new List<int>(utterance.Words.Count);
        for (var index = 0; index < utterance.Words.Count; index++)
        {
            if (!lexicon.Hesitations.Contains(utterance.Words[index].Norm))
            {
                kept.Add(index);
            }
        }

        DropBrokenWords(utterance, kept, stopWords);
        DropRepeats(utterance, kept);
        DropEnds(utterance, kept, lexicon);
        return new Trimmed(utterance, kept);
    }

    /// <summary>The words from one place to another as a line, as the transcript writes them.</summary>
    /// <param name="from">The first word, among those that are left.</param>
    /// <param name="to">The word after the last one.</param>
    public string Text(int from = 0, int to = int.MaxValue)
    {
        to = Math.Min(to, _kept.Count);
        return Sentence(Plain(from, to), to == _kept.Count ? Ending() : "");
    }

    /// <summary>The words as they stand, without a capital or a full stop.</summary>
    public string Words(int from, int to) => Plain(from, to).ToString();

    /// <summary>Whether a comma stands before a word.</summary>
    public bool HasCommaBefore(int place) =>
        place > 0 && place < _kept.Count && Gap(_kept[place] - 1, _kept[place]).Contains(',', StringComparison.Ordinal);

    /// <summary>Whether a word is written with a capital.</summary>
    public bool IsCapital(int place) => char.IsUpper(_utterance.Text[_utterance.Words[_kept[place]].Start]);

    // "inter interface", "wh what": a word that was broken off and begun again.
    private static void DropBrokenWords(Utterance utterance, List<int> kept, IReadOnlySet<string> stopWords)
    {
        for (var place = kept.Count - 2; place >= 0; place--)
        {
            var (word, next) = (utterance.Words[kept[place]].Norm, utterance.Words[kept[place + 1]].Norm);
            if (word.Length < next.Length
                && word.Length <= LongestBroken
                && char.IsLetter(word[0])
                && next.StartsWith(word, StringComparison.Ordinal)
                && !stopWords.Contains(word))
            {
                kept.RemoveAt(place);
            }
        }
    }

    // Said twice in a row is said once: the last time, which is where the speaker went on.
    private static void DropRepeats(Utterance utterance, List<int> kept)
    {
        for (var length = LongestRepeat; length > 0; length--)
        {
            for (var at = 0; at + (2 * length) <= kept.Count;)
            {
                if (IsRepeated(utterance, kept, at, length))
                {
                    kept.RemoveRange(at, length);
                }
                else
                {
                    at++;
                }
            }
        }
    }

    private static bool IsRepeated(Utterance utterance, List<int> kept, int at, int length)
    {
        for (var place = at; place < at + length; place++)
        {
            var norm = utterance.Words[kept[place]].Norm;
            if (norm != utterance.Words[kept[place + length]].Norm || (length == 1 && norm is "that" or "had" or "very" || char.IsDigit(norm[0])))
            {
                return false;
            }
        }

        return true;
    }

    private static void DropEnds(Utterance utterance, List<int> kept, Lexicon lexicon)
    {
        var norms = kept.ConvertAll(index => utterance.Words[index].Norm);
        var from = 0;
        while (lexicon.Openers.At(norms, from) is > 0 and var length && from + length < norms.Count)
        {
            from += length;
        }

        var to = norms.Count;
        while (to > from && lexicon.Tags.Before(norms, to) is > 0 and var length && to - length > from && IsTag(utterance, kept[to - length]))
        {
            to -= length;
        }

        kept.RemoveRange(to, kept.Count - to);
        kept.RemoveRange(0, from);
    }

    // "…, right?" is a tag; "that is right" is not.
    private static bool IsTag(Utterance utterance, int index) =>
        index > 0 && utterance.Text.AsSpan(utterance.Words[index - 1].End, utterance.Words[index].Start - utterance.Words[index - 1].End).IndexOfAny(",–—-…") >= 0;

    private StringBuilder Plain(int from, int to)
    {
        var text = new StringBuilder();
        for (var place = from; place < to; place++)
        {
            var word = _utterance.Words[_kept[place]];
            if (place > from)
            {
                text.Append(Between(place));
            }

            text.Append(_utterance.Text, word.Start, word.Length);
        }

        return text;
    }

    private string Gap(int before, int after) =>
        before < 0 ? "" : _utterance.Text[_utterance.Words[before].End.._utterance.Words[after].Start];

    private string Between(int place)
    {
        if (_kept[place] != _kept[place - 1] + 1)
        {
            return " ";
        }

        var gap = Gap(_kept[place - 1], _kept[place]);
        if (_utterance.Words[_kept[place]].Norm[0] == '\'')
        {
            return "";
        }

        // Corpora put blanks before marks.
        var mark = gap.Trim();
        return mark.Length == 0 ? gap.Length == 0 ? "" : " "
            : mark is "," or ";" or ":" ? $"{mark} "
            : mark is "-" && gap == " - " ? "-"
            : gap[0] == ' ' || gap[^1] == ' ' ? gap : mark;
    }

    private string Ending() => _utterance.IsQuestion ? "?" : _utterance.Text[^1] == '!' ? "!" : ".";

    private static string Sentence(StringBuilder text, string ending)
    {
        if (text.Length > 0 && char.IsLower(text[0]))
        {
            text[0] = char.ToUpperInvariant(text[0]);
        }

        return text.Append(ending).ToString();
    }
}
