using System.Text.RegularExpressions;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Bench;

/// <summary>
/// ROUGE (C.-Y. Lin, 2004) of one summary against one reference. Tokens are <c>[a-z0-9]+</c> of the lower-cased text without <c>{…}</c> and
/// <c>&lt;…&gt;</c>; where stemmed, tokens of more than three letters go through Porter's stemmer. ROUGE-N is the F1 of clipped n-grams,
/// ROUGE-L the F1 of the longest common subsequence of the whole texts. The summary is cut at a number of tokens.
/// </summary>
internal static partial class NotesRouge
{
    public static IReadOnlyList<string> Tokens(string text, bool stemmed = false)
    {
        var plain = Markup.Replace(text, " ").ToLowerInvariant();
        var list = new List<string>();
        foreach (var match in Token.EnumerateMatches(plain))
        {
            var token = plain.Substring(match.Index, match.Length);
            list.Add(stemmed && token.Length > 3 ? Stemmer.Stem(token, NotesLanguage.English) : token);
        }

        return list;
    }

    public static double Grams(IReadOnlyList<string> summary, IReadOnlyList<string> reference, int length)
    {
        var (ours, theirs) = (Count(summary, length), Count(reference, length));
        var hits = ours.Sum(gram => Math.Min(gram.Value, theirs.GetValueOrDefault(gram.Key)));
        return F1(hits, ours.Values.Sum(), theirs.Values.Sum());
    }

    public static double Longest(IReadOnlyList<string> summary, IReadOnlyList<string> reference)
    {
        var before = new int[reference.Count + 1];
        foreach (var token in summary)
        {
            var row = new int[reference.Count + 1];
            for (var index = 0; index < reference.Count; index++)
            {
                row[index + 1] = token == reference[index] ? before[index] + 1 : Math.Max(before[index + 1], row[index]);
            }

            before = row;
        }

        return F1(before[^1], summary.Count, reference.Count);
    }

    private static double F1(int hits, int ours, int theirs) => hits == 0 ? 0 : 2.0 * hits / (ours + theirs);

    private static Dictionary<string, int> Count(IReadOnlyList<string> tokens, int length)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index + length <= tokens.Count; index++)
        {
            var gram = length == 1 ? tokens[index] : $"{tokens[index]} {tokens[index + 1]}";
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }

    [GeneratedRegex("[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Token { get; }

    [GeneratedRegex(@"\{[^}]*\}|<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Markup { get; }
}
