using System.Collections.Frozen;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Tests.Languages;

/// <summary>Every text is there in every language, and is the same text.</summary>
public sealed class TranslationTests
{
    // What is the same word there.
    private static readonly FrozenSet<string> SameInSome = FrozenSet.Create(
        StringComparer.Ordinal,
        "RecordingWords.Minutes", "RecordingWords.Hours", "RecordingWords.HoursMinutes", "RecordingWords.OriginalButton",
        "TranscriptWords.MarkdownButton", "MediaPageWords.DownloadButton", "MediaLinkWords.DownloadButton", "DateWords.Day", "DateWords.Moment",
        "DateWords.ShortMoment", "DateWords.ShortDay", "DateWords.MomentOfYear", "HistoryWords.MonthFormat", "SendQuestionWords.Minutes",
        "RecordingsWords.LengthMinutes", "RecordingsWords.LengthHours", "RecordingsWords.LengthHoursMinutes", "RecordingsWords.SizeMegabytes", "RouteWords.Leads",
        "SettingsWords.LabelAudio");

    public static TheoryData<string, string> Translations
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var file in WordsFile.All)
            {
                foreach (var language in SpokenLanguage.All.Skip(1))
                {
                    all.Add(file.Path, language.Name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_all_texts_and_no_others(string path, string language)
    {
        var file = new WordsFile(path);

        Assert.Equal(file.English.Keys.Order(StringComparer.Ordinal), file.In(language).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translated_text_is_sound_and_has_the_placeholders_tags_and_commands_of_the_English(string path, string language)
    {
        var file = new WordsFile(path);
        var english = file.English;
        foreach (var (key, text) in file.In(language).Where(entry => english.ContainsKey(entry.Key)))
        {
            WordsRules.AssertSound($"{language} {key}", text);
            WordsRules.AssertMatches($"{language} {key}", english[key], text);
        }
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translated_text_is_not_the_English_one(string path, string language)
    {
        var file = new WordsFile(path);
        var english = file.English;

        var untranslated = file.In(language)
            .Where(entry => english.TryGetValue(entry.Key, out var text) && text == entry.Value && WordsRules.HasWords(text) &&
                !SameInSome.Contains($"{file.Name}.{entry.Key}"))
            .Select(entry => entry.Key)
            .ToList();
        Assert.Empty(untranslated);
    }
}
