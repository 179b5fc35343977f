using ZoomAspire.Core.Languages;

namespace ZoomAspire.Tests.Languages;

public sealed class PluralTests
{
    // By https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html, for whole numbers below a million.
    [Theory]
    [InlineData("en", "1", "", "0 2 3 5 11 21 101 1000")]
    [InlineData("de", "1", "", "0 2 3 5 11 21 101 1000")]
    [InlineData("es", "1", "", "0 2 3 5 11 21 101 1000")]
    [InlineData("fr", "0 1", "", "2 3 5 11 21 101 1000")]
    [InlineData("pt", "0 1", "", "2 3 5 11 21 101 1000")]
    [InlineData("ru", "1 21 31 101 1001", "2 3 4 22 24 102 1004", "0 5 9 10 11 12 13 14 15 20 25 100 111 112 114 1000 1011")]
    [InlineData("uk", "1 21 31 101 1001", "2 3 4 22 24 102 1004", "0 5 9 10 11 12 13 14 15 20 25 100 111 112 114 1000 1011")]
    public void Each_number_has_the_form_of_its_language(string language, string one, string few, string many)
    {
        foreach (var (form, numbers) in new[] { ("one", one), ("few", few), ("many", many) })
        {
            foreach (var number in numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Equal($"{number} {form}", Speaking.In(language, () => Write(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))));
            }
        }
    }

    private static string Write(long count) => Plural.Of(count, number => $"{number} one", number => $"{number} few", number => $"{number} many");
}
