using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Tests.Languages;

public sealed class SpokenLanguageTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("pt-br", "pt")]
    [InlineData("PT_BR", "pt")]
    [InlineData("uk", "uk")]
    [InlineData("en-gb", "en")]
    [InlineData("ja", "en")]
    [InlineData("deutsch", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void A_tag_leads_to_its_language_and_what_we_do_not_speak_to_English(string? tag, string language) =>
        Assert.Equal(language, SpokenLanguage.Of(tag).Name);

    [Theory]
    [InlineData("de", "fr", "de")]
    [InlineData(null, "fr-ca", "fr")]
    [InlineData(null, null, "en")]
    public void The_chosen_language_counts_then_Telegrams_then_English(string? chosen, string? telegrams, string language)
    {
        var user = new User { Language = chosen, Locale = telegrams, CreatedAt = DateTimeOffset.UnixEpoch };

        Assert.Equal(language, SpokenLanguage.Of(user.SpokenLanguage).Name);
    }

    [Fact]
    public async Task A_language_flows_into_what_is_called_and_not_back()
    {
        await SpeakAsync("ru", () => Assert.Equal("ru", SpokenLanguage.Current.Name));

        Assert.Equal("en", SpokenLanguage.Current.Name);
    }

    [Fact]
    public async Task What_is_learnt_of_somebodys_language_further_down_is_known_where_the_update_began()
    {
        await Task.Yield();
        UpdateLanguage.Begin("fr");
        await LearnAsync("de");
        Assert.Equal("fr", SpokenLanguage.Current.Name);

        UpdateLanguage.Resume();

        Assert.Equal("de", SpokenLanguage.Current.Name);
        Assert.Equal("3. Mai 2026", LocalDates.Day(new DateTimeOffset(2026, 5, 3, 12, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
    }

    private static async Task SpeakAsync(string tag, Action check)
    {
        SpokenLanguage.Use(tag);
        await Task.Yield();
        check();
    }

    private static async Task LearnAsync(string tag)
    {
        await Task.Yield();
        UpdateLanguage.Learn(tag);
        Assert.Equal(tag, CultureInfo.CurrentUICulture.Name);
    }
}
