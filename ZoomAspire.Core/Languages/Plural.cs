using System.Globalization;

namespace ZoomAspire.Core.Languages;

/// <summary>
/// Chooses the form of a text that goes with a whole number, by the cardinal rules of Unicode
/// (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html) for the languages that we speak.
/// </summary>
public static class Plural
{
    /// <summary>Writes a number of things in the current language.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="one">The text for 1, 21, 31 … as the language has it.</param>
    /// <param name="few">The text for 2, 3, 4, 22 … where the language distinguishes it; else the same as <paramref name="many"/>.</param>
    /// <param name="many">The text for all others.</param>
    public static string Of(long count, Func<object?, string> one, Func<object?, string> few, Func<object?, string> many)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(few);
        ArgumentNullException.ThrowIfNull(many);
        var form = SpokenLanguage.Current.Name switch
        {
            "ru" or "uk" => (count % 10, count % 100) switch
            {
                (1, not 11) => one,
                (>= 2 and <= 4, < 12 or > 14) => few,
                _ => many,
            },
            "fr" or "pt" => count is 0 or 1 ? one : many,
            _ => count == 1 ? one : many,
        };
        return form(count.ToString(CultureInfo.InvariantCulture));
    }
}
