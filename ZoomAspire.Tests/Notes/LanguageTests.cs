using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>Languages, sentences, words, stems.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("So I think we should look at the numbers again before the end of the week, and then decide.", NotesLanguage.English)]
    [InlineData("Давайте ещё раз посмотрим на цифры, а потом решим, что мы будем делать на следующей неделе.", NotesLanguage.Russian)]
    [InlineData("Давайте ще раз подивимося на цифри, а потім вирішимо, що ми будемо робити наступного тижня.", NotesLanguage.Ukrainian)]
    [InlineData("Wir sollten uns die Zahlen noch einmal ansehen und dann entscheiden, was wir nächste Woche machen.", NotesLanguage.German)]
    [InlineData("Creo que deberíamos mirar los números otra vez antes del final de la semana y luego decidir.", NotesLanguage.Spanish)]
    [InlineData("Je pense que nous devrions regarder les chiffres encore une fois avant la fin de la semaine.", NotesLanguage.French)]
    [InlineData("Acho que a gente deveria olhar os números mais uma vez antes do fim da semana e então decidir.", NotesLanguage.Portuguese)]
    [InlineData("今日は会議を始めましょう。数字をもう一度見てみましょう。", NotesLanguage.Unknown)]
    [InlineData("Tänään me katsomme lukuja vielä kerran ja sitten päätämme mitä teemme ensi viikolla.", NotesLanguage.Unknown)]
    [InlineData("Okay.", NotesLanguage.Unknown)]
    [InlineData("", NotesLanguage.Unknown)]
    public void The_language_is_told_by_common_words(string text, NotesLanguage language) =>
        Assert.Equal(language, Transcript.Of(text.Length == 0 ? [] : [new Cue(default, TimeSpan.FromSeconds(9), null, text)]).Language);

    [Theory]
    [InlineData("Dr. Berg met J. Smith at 3.5 km. Then he left!", new[] { "Dr. Berg met J. Smith at 3.5 km.", "Then he left!" })]
    [InlineData("Really?! Yes … maybe. \"No.\" Ok", new[] { "Really?!", "Yes … maybe.", "\"No.\"", "Ok" })]
    [InlineData("Это напр. так, т.е. верно. И всё.", new[] { "Это напр. так, т.е. верно.", "И всё." })]
    [InlineData("Das ist z.B. Montag. Gut.", new[] { "Das ist z.B. Montag.", "Gut." })]
    [InlineData("Should I? I can.", new[] { "Should I?", "I can." })]
    [InlineData("So did I. You too.", new[] { "So did I.", "You too." })]
    [InlineData(" ... ", new string[0])]
    public void Sentences_end_where_they_end(string text, string[] sentences) =>
        Assert.Equal(sentences, Sentences.Split(text).Select(range => text[range]));

    [Fact]
    public void Words_are_what_is_matched()
    {
        Assert.Equal(
            ["i", "'ll", "send", "it", "don't", "we", "'re", "9.30", "l'", "équipe", "so-called", "it", "'s"],
            new Words().Of("I’ll send it; don't we 're 9.30 L’équipe so-called -- it's").Select(word => word.Norm));
        Assert.Equal((5, 3, 8), new Words().Of("It's 5 km!") is [.., var number, var unit] ? (number.Start, unit.Start - number.End + 2, unit.End - 1) : default);
    }

    // From the vocabulary published with the algorithm.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("cats", "cat")]
    [InlineData("feed", "feed")]
    [InlineData("agreed", "agre")]
    [InlineData("plastered", "plaster")]
    [InlineData("motoring", "motor")]
    [InlineData("sing", "sing")]
    [InlineData("conflated", "conflat")]
    [InlineData("sized", "size")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("hissing", "hiss")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("sky", "sky")]
    [InlineData("relational", "relat")]
    [InlineData("conditional", "condit")]
    [InlineData("rational", "ration")]
    [InlineData("digitizer", "digit")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("triplicate", "triplic")]
    [InlineData("hopefulness", "hope")]
    [InlineData("electrical", "electr")]
    [InlineData("revival", "reviv")]
    [InlineData("adjustment", "adjust")]
    [InlineData("adoption", "adopt")]
    [InlineData("probate", "probat")]
    [InlineData("cease", "ceas")]
    [InlineData("controlling", "control")]
    [InlineData("generalizations", "gener")]
    [InlineData("oscillators", "oscil")]
    public void English_is_stemmed_as_Porter_says(string word, string stem) => Assert.Equal(stem, Stemmer.Stem(word, NotesLanguage.English));

    [Theory]
    [InlineData(NotesLanguage.Russian, "договор", "договора", "договорами", "договором")]
    [InlineData(NotesLanguage.Ukrainian, "договір", "договір")]
    [InlineData(NotesLanguage.Ukrainian, "зустрічей", "зустрічами", "зустрічі")]
    [InlineData(NotesLanguage.German, "projekt", "projekte", "projekten", "projektes")]
    [InlineData(NotesLanguage.Spanish, "contrato", "contratos")]
    [InlineData(NotesLanguage.French, "projet", "projets")]
    [InlineData(NotesLanguage.Portuguese, "contrato", "contratos")]
    public void The_forms_of_a_word_count_as_one(NotesLanguage language, params string[] forms) =>
        Assert.Single(forms.Select(form => Stemmer.Stem(form, language)).Distinct());
}
