using System.Net;
using System.Text.RegularExpressions;

namespace ZoomAspire.Tests.Languages;

/// <summary>Finds what of a text is English although the product says it otherwise in another language.</summary>
internal sealed partial class EnglishWords
{
    // Fewer words in a row may be anybody's.
    private const int WordsInSentence = 3;

    private static readonly HashSet<string> Keys =
        [.. WordsFile.All.SelectMany(file => file.English.Keys).Where(key => Hump().Count(key) > 1)];

    private readonly HashSet<string> _others;
    private readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Longest, Regex Text)> _sentences = [];

    /// <param name="language">The language in which everything is to be said.</param>
    public EnglishWords(string language)
    {
        _others = [.. WordsFile.All.SelectMany(file => file.In(language).Values).Select(Visible)];
        foreach (var (file, key, text) in WordsFile.All.SelectMany(file => file.English.Select(pair => (file.Name, pair.Key, Visible(pair.Value)))))
        {
            if (!_others.Contains(text) && WordsRules.HasWords(text))
            {
                Add($"{file}.{key}", text);
            }
        }
    }

    /// <summary>The texts of ours, in English, that a text has; a label may have a mark before it.</summary>
    public IEnumerable<string> In(string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.Replace("✓ ", "", StringComparison.Ordinal)))
        {
            if (_whole.TryGetValue(line, out var key))
            {
                yield return $"{key}: {line}";
            }
        }

        foreach (var (key, _, _) in _sentences.Where(one => text.Contains(one.Longest, StringComparison.Ordinal) && one.Text.IsMatch(text)))
        {
            yield return $"{key}: {text}";
        }
    }

    /// <summary>Placeholders and names of texts, which nobody is to read.</summary>
    public static IEnumerable<string> RawIn(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Concat(Word().Matches(text).Select(match => match.Value).Where(Keys.Contains));

    private void Add(string key, string text)
    {
        var parts = Placeholder().Split(text);
        if (parts.Length == 1 && !text.Contains('\n', StringComparison.Ordinal))
        {
            _whole[text] = key;
        }

        var longest = parts.MaxBy(part => Word().Count(part))!;
        if (Word().Count(longest) >= WordsInSentence)
        {
            _sentences.Add((key, longest, new Regex(string.Join(".+?", parts.Select(Regex.Escape)), RegexOptions.None, TimeSpan.FromSeconds(1))));
        }
    }

    // As Telegram shows it.
    private static string Visible(string text) => WebUtility.HtmlDecode(Tag().Replace(text, ""));

    [GeneratedRegex(@"\{[A-Za-z]\w*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{L}[\p{L}’']*")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Z][a-z]+")]
    private static partial Regex Hump();
}
