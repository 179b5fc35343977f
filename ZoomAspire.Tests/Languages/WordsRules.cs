using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Languages;

/// <summary>What a text must be, whatever the language. What shows it is told by the end of its key.</summary>
internal static partial class WordsRules
{
    // Longest texts: https://core.telegram.org/bots/api#answercallbackquery, #botcommand, #setmyshortdescription, #setmydescription,
    // #forcereply; a button has no limit, but cuts off what finds no room.
    private static readonly (string End, int Longest)[] Limits =
    [
        ("Notice", 200), ("ShortDescription", 120), ("DescriptionBegin", 80), ("Description", 420), ("MenuText", 256), ("Hint", 60), ("Button", 48),
    ];

    /// <summary>Well-formed markup, whole placeholders, no stray spaces, and not too long.</summary>
    public static void AssertSound(string key, string text)
    {
        Assert.True(text.Trim() == text && text.Length > 0, $"{key}: is empty, or has spaces around it");
        Assert.False(text.Contains("  ", StringComparison.Ordinal), $"{key}: has two spaces in a row");
        Assert.False(Placeholder().Replace(text, "").AsSpan().ContainsAny('{', '}'), $"{key}: has a brace that is no placeholder");
        Assert.True(IsWellFormed(text), $"{key}: has broken markup: {text}");
        if (Limits.FirstOrDefault(limit => key.EndsWith(limit.End, StringComparison.Ordinal)) is { Longest: > 0 and var longest })
        {
            Assert.True(TelegramHtml.VisibleLength(text) <= longest, $"{key}: is longer than {longest} characters: {text}");
        }
    }

    /// <summary>Has the same placeholders, tags, commands and symbols as the English text.</summary>
    public static void AssertMatches(string key, string english, string text)
    {
        AssertSame(key, "placeholders", Placeholder(), english, text);
        AssertSame(key, "tags", Tag(), english, text);
        AssertSame(key, "commands", Command(), english, text);
        Assert.True(Symbols(english).SequenceEqual(Symbols(text)), $"{key}: other symbols than in English: {text}");
    }

    /// <summary>Whether there is anything in a text that another language would say otherwise.</summary>
    public static bool HasWords(string text) =>
        Placeholder().Replace(Tag().Replace(Command().Replace(text, ""), ""), "").Any(char.IsLetter);

    private static void AssertSame(string key, string what, Regex of, string english, string text)
    {
        var (wanted, found) = (Sorted(of, english), Sorted(of, text));
        Assert.True(wanted.SequenceEqual(found), $"{key}: {what} are [{string.Join(' ', found)}], in English [{string.Join(' ', wanted)}]");
    }

    private static IEnumerable<string> Sorted(Regex of, string text) =>
        of.Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Symbols(string text) => text.EnumerateRunes()
        .Where(rune => System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
        .Select(rune => rune.ToString()).Order(StringComparer.Ordinal);

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = XElement.Parse($"<text>{text}</text>");
            return true;
        }
        catch (System.Xml.XmlException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\{[A-Za-z]\w*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<![\w<])/[a-z]+")]
    private static partial Regex Command();
}
