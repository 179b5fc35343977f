using System.Text.RegularExpressions;

namespace ZoomAspire.Tests.Languages;

/// <summary>What is asked of the English texts: each is used, whole, and fits where Telegram shows it.</summary>
public sealed partial class WordsTests
{
    // What only operators read stays English (docs/languages.md), and so is not among the resources.
    private static readonly string[] ForOperators = ["DeadLetterTexts.cs", "LinkTexts.cs", "OpsTexts.cs"];

    public static TheoryData<string> Files => [.. WordsFile.All.Select(file => file.Path)];

    [Fact]
    public void There_are_texts_and_each_file_has_a_name_of_its_own()
    {
        Assert.True(WordsFile.All.Count > 20);
        Assert.Empty(WordsFile.All.GroupBy(file => file.Name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_text_is_left_that_nobody_says(string path)
    {
        var file = new WordsFile(path);
        var said = Uses(file.Name).Distinct().ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(file.English);
        Assert.Empty(file.English.Keys.Where(key => !said.Contains(key) && !said.Contains($"Format{key}")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_text_is_well_formed_and_no_longer_than_what_shows_it_takes(string path)
    {
        foreach (var (key, text) in new WordsFile(path).English)
        {
            WordsRules.AssertSound(key, text);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Numbered_texts_have_all_three_forms(string path)
    {
        var keys = new WordsFile(path).English.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var stem in keys.Where(key => PluralForm().IsMatch(key)).Select(key => PluralForm().Replace(key, "$1|$3")).Distinct())
        {
            var parts = stem.Split('|');
            Assert.Empty(new[] { "One", "Few", "Many" }.Select(form => parts[0] + form + parts[1]).Where(key => !keys.Contains(key)));
        }
    }

    [Fact]
    public void What_the_bot_says_to_everybody_stands_in_resources_alone()
    {
        var left = WordsFile.SourcesIn("ZoomAspire.Bot/Texts")
            .Where(source => !ForOperators.Contains(source.Name))
            .SelectMany(source => source.Text.Split('\n')
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Sentence().IsMatch(line))
                .Select(line => $"{source.Name}: {line.Trim()}"));

        Assert.Empty(left);
    }

    private static IEnumerable<string> Uses(string name)
    {
        var use = new Regex($@"\b{name}\.(\w+)");
        return WordsFile.Sources.SelectMany(source => use.Matches(source)).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("^(.*)(Few)(Button)?$")]
    private static partial Regex PluralForm();

    [GeneratedRegex("\"[^\"{}]*[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}[^\"]*\"")]
    private static partial Regex Sentence();
}
