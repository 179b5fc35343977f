using System.Buffers;

namespace ZoomAspire.Core.Notes;

/// <summary>Splits text into sentences, in every language that ends them with a full stop, a question or an exclamation mark.</summary>
internal static class Sentences
{
    private static readonly SearchValues<char> Marks = SearchValues.Create(" .?!…\"'-–,;:");

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "vs", "etc", "eg", "e.g", "i.e", "ie", "approx", "inc", "ltd", "co",
        "т.е", "т.д", "т.п", "т.к", "г", "гг", "им", "см", "напр", "стр", "руб", "тыс", "грн", "тис", "ул",
        "z.b", "d.h", "u.a", "bzw", "ca", "nr", "usw", "inkl", "ggf", "hr", "fr", "str",
        "sra", "srta", "ud", "uds", "ej", "pág", "núm", "mme", "mlle", "m", "p.ex", "env", "dra", "exmo",
    };

    /// <summary>Whether a character ends a sentence.</summary>
    public static bool IsEnd(char character) => character is '.' or '?' or '!' or '…' or '。' or '？' or '！';

    /// <returns>The places of the sentences: trimmed, in order, none empty.</returns>
    public static List<Range> Split(string text)
    {
        var sentences = new List<Range>();
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsEnd(text[at]))
            {
                continue;
            }

            var next = at + 1;
            while (next < text.Length && (IsEnd(text[next]) || text[next] is '"' or '”' or '»' or ')' or '\'' or '’'))
            {
                next++;
            }

            if (next == text.Length || (text[next] == ' ' && !GoesOn(text, at, next)))
            {
                Add(text, from, next, sentences);
                from = next;
            }

            at = next - 1;
        }

        Add(text, from, text.Length, sentences);
        return sentences;
    }

    private static void Add(string text, int from, int to, List<Range> sentences)
    {
        while (from < to && text[from] == ' ')
        {
            from++;
        }

        while (to > from && text[to - 1] == ' ')
        {
            to--;
        }

        if (text.AsSpan(from, to - from).IndexOfAnyExcept(Marks) >= 0)
        {
            sentences.Add(from..to);
        }
    }

    // A full stop that ends an abbreviation, an initial or an ordinal, and nothing after it that begins with a capital.
    private static bool GoesOn(string text, int at, int next)
    {
        if (next + 1 < text.Length && char.IsLower(text[next + 1]))
        {
            return text[at] is '.' or '…';
        }

        if (text[at] != '.' || at == 0 || text[at - 1] == ' ')
        {
            return false;
        }

        var start = text.LastIndexOf(' ', at - 1) + 1;
        var word = text[start..at].TrimStart('(', '"', '«', '„');
        return (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I') || Abbreviations.Contains(word);
    }
}
