namespace ZoomAspire.Tests.Languages;

/// <summary>What looks for English finds it, and nothing else: else the whole conversation would prove nothing.</summary>
public sealed class EnglishWordsTests
{
    [Theory]
    [MemberData(nameof(Speaking.Others), MemberType = typeof(Speaking))]
    public void Texts_of_another_language_are_not_taken_for_English(string language)
    {
        var english = new EnglishWords(language);

        Assert.Empty(WordsFile.All.SelectMany(file => file.In(language).Values).Where(text => !text.Contains('<', StringComparison.Ordinal)).SelectMany(english.In));
    }

    [Theory]
    [InlineData("I could not put together the file with all that is kept of you. I am sorry. Nothing is lost: you can ask for it again at once.")]
    [InlineData("🎙 Board\n28 Nov 2026\n\nA new recording. Shall I send it? Until you say so I fetch nothing of it.")]
    [InlineData("Hi Anna!\nNothing of this is known. Your recordings of the last 8 weeks, 1 to 5 of 7")]
    [InlineData("✓ Off")]
    [InlineData("Skip")]
    public void English_is_found_whole_among_others_and_on_labels(string text) => Assert.NotEmpty(new EnglishWords("de").In(text));

    [Theory]
    [InlineData("Board – November")]
    [InlineData("🎙 Weekly 3\n28. Nov. 2026, 8:16 · 42 Min.")]
    [InlineData("Ivan Petrov: The storage budget is approved.")]
    public void What_others_wrote_is_not(string text) => Assert.Empty(new EnglishWords("de").In(text));

    [Theory]
    [InlineData("Delivered to {place} yesterday", "{place}")]
    [InlineData("TooMuchAtOnce", "TooMuchAtOnce")]
    public void Placeholders_and_names_of_texts_are_found(string text, string raw) => Assert.Equal([raw], EnglishWords.RawIn(text));

    [Fact]
    public void What_a_text_means_is_neither() => Assert.Empty(EnglishWords.RawIn("Nothing {} 1:1 iPhone PowerPoint"));
}
