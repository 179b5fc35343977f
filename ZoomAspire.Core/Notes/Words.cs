namespace ZoomAspire.Core.Notes;

/// <summary>A word and where it stands.</summary>
/// <param name="Start">UTF-16 code units from the start of its text.</param>
/// <param name="Length">UTF-16 code units.</param>
/// <param name="Norm">Lower-cased, with a plain apostrophe.</param>
internal readonly record struct Word(int Start, int Length, string Norm)
{
    /// <summary>The place after its last character.</summary>
    public int End => Start + Length;
}

/// <summary>
/// Splits text into words: letters, digits, and the apostrophes, hyphens and decimal marks within them. Contractions are two words
/// (<c>I'll</c> is <c>i</c> and <c>'ll</c>, <c>l'équipe</c> is <c>l'</c> and <c>équipe</c>), except that <c>don't</c> is one.
/// </summary>
internal sealed class Words
{
    private readonly Dictionary<string, string> _pool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Words() => _lookup = _pool.GetAlternateLookup<ReadOnlySpan<char>>();

    public List<Word> Of(ReadOnlySpan<char> text)
    {
        var words = new List<Word>(text.Length / 5);
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]) && !IsLooseContraction(text, at))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || char.IsSurrogate(text[end]) || IsInside(text, end)))
            {
                end++;
            }

            Add(text, at, end, words);
            at = end;
        }

        return words;
    }

    private static bool IsApostrophe(char character) => character is '\'' or '’';

    // As corpora write it: "we 'll".
    private static bool IsLooseContraction(ReadOnlySpan<char> text, int at) =>
        IsApostrophe(text[at]) && at > 0 && text[at - 1] == ' ' && at + 1 < text.Length && IsEnglishEnding(Letters(text[(at + 1)..]));

    private static ReadOnlySpan<char> Letters(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsLetter(text[length]))
        {
            length++;
        }

        return text[..length];
    }

    private static bool IsInside(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length
        && char.IsLetterOrDigit(text[at + 1])
        && (IsApostrophe(text[at]) || text[at] is '-' or '_' || (text[at] is '.' or ',' && char.IsDigit(text[at - 1]) && char.IsDigit(text[at + 1])));

    private void Add(ReadOnlySpan<char> text, int start, int end, List<Word> words)
    {
        var word = text[start..end];
        var apostrophe = word.IndexOfAny('\'', '’');
        if (apostrophe > 0)
        {
            var ending = word[(apostrophe + 1)..];
            var cut = IsEnglishEnding(ending) ? start + apostrophe : apostrophe <= 2 && char.IsAscii(word[0]) && ending is not ("t" or "T") ? start + apostrophe + 1 : end;
            words.Add(new Word(start, cut - start, Norm(text[start..cut])));
            if (cut < end)
            {
                words.Add(new Word(cut, end - cut, Norm(text[cut..end])));
            }

            return;
        }

        words.Add(new Word(start, end - start, Norm(word)));
    }

    private static bool IsEnglishEnding(ReadOnlySpan<char> ending) =>
        ending is "ll" or "re" or "ve" or "d" or "m" or "s" or "LL" or "RE" or "VE" or "D" or "M" or "S";

    private string Norm(ReadOnlySpan<char> word)
    {
        Span<char> lower = word.Length <= 128 ? stackalloc char[word.Length] : new char[word.Length];
        word.ToLowerInvariant(lower);
        lower.Replace('’', '\'');
        if (!_lookup.TryGetValue(lower, out var norm))
        {
            norm = lower.ToString();
            _pool[norm] = norm;
        }

        return norm;
    }
}
