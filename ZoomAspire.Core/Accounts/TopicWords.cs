using System.Globalization;
using System.Text;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Words by which meetings are told by their topics: whole ones, whatever their case, punctuation, and the form in which Unicode writes
/// them (NFKC, https://unicode.org/reports/tr15/). A topic has them if all occur in it, in any order.
/// </summary>
public static class TopicWords
{
    /// <summary>Longest result of <see cref="Normalize"/>, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>The words in the form in which they are kept: lower case, each once, a space between two.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <returns>Null if there is no word, or too much of them.</returns>
    public static string? Normalize(string text)
    {
        var words = string.Join(' ', Split(text).Distinct(StringComparer.Ordinal));
        return words.Length is 0 or > MaxLength ? null : words;
    }

    /// <summary>Whether a topic has all words.</summary>
    /// <param name="words">From <see cref="Normalize"/>.</param>
    /// <param name="topic">The topic.</param>
    public static bool AreIn(string words, string topic)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Split(topic).ToHashSet(StringComparer.Ordinal).IsSupersetOf(words.Split(' '));
    }

    private static IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = new StringBuilder();
        foreach (var rune in Composed(text).EnumerateRunes())
        {
            if (IsPartOfWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    // Half a surrogate pair, which has no normal form, becomes U+FFFD.
    private static string Composed(string text) =>
        string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC);

    private static bool IsPartOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
