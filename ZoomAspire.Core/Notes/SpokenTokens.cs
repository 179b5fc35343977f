using System.Globalization;
using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Text as it is compared with what was said: words of letters and digits in lower case, whatever stands between them. Where a script puts
/// no spaces between words (Chinese, Japanese, Thai and others) each character is one.
/// </summary>
internal static class SpokenTokens
{
    public static List<string> Of(string text)
    {
        var tokens = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Normalised(text).EnumerateRunes())
        {
            var isUnspaced = IsUnspaced(rune);
            if (isUnspaced || !IsPart(rune))
            {
                End();
            }

            if (isUnspaced)
            {
                tokens.Add(rune.ToString());
            }
            else if (IsPart(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
        }

        End();
        return tokens;

        void End()
        {
            if (word.Length > 0)
            {
                tokens.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary>Whether a token is a character of a script without spaces.</summary>
    public static bool IsUnspaced(string token) => Rune.TryGetRuneAt(token, 0, out var rune) && IsUnspaced(rune);

    // Half a surrogate pair cannot be normalised.
    private static string Normalised(string text) =>
        text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) ? text : text.Normalize(NormalizationForm.FormKC);

    private static bool IsPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or // Thai, Lao
        (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or // Burmese, Khmer
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF); // Kana, Han
}
