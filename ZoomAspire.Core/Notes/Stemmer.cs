namespace ZoomAspire.Core.Notes;

/// <summary>
/// Takes endings off words, so that the forms of one count as one. Porter's for English; for the others the light kind, endings of
/// nouns and adjectives only, which serves likeness of texts as well (J. Savoy, Light stemming approaches for the French, Portuguese,
/// German and Hungarian languages, 2006). There is no well-kept package of stemmers for .NET that knows Ukrainian.
/// </summary>
internal static class Stemmer
{
    private const int MinStem = 3;

    private static readonly Dictionary<NotesLanguage, string[]> Endings = new()
    {
        [NotesLanguage.Russian] = Longest("""
            иями ями ами иях ях ах иям ям ам ием ем ом иев ев ов ией ей ой ими ыми его ого ему ому ее ие ые ое ая яя ую юю ий ый ть
            ия ья ию ью ии и ы а я о е у ю ь й
            """),
        [NotesLanguage.Ukrainian] = Longest("""
            іями ями ами іях ях ах іям ям ам ією єю ею ою ом ем ів їв ей ими іми його ого йому ому ій ий ти ть
            ія ію ії і и ї а я о е є у ю ь й
            """),
        [NotesLanguage.German] = Longest("ern em er en es e n s"),
        [NotesLanguage.Spanish] = Longest("amente mente iones ión es as os a o e s"),
        [NotesLanguage.French] = Longest("ements ement ations ation eaux aux ives ive ées és ée é es e s x"),
        [NotesLanguage.Portuguese] = Longest("amente mente ações ação ões ão eis ais es as os a o e s"),
    };

    /// <param name="word">Lower case.</param>
    /// <param name="language">Of an unknown one, words stay as they are.</param>
    public static string Stem(string word, NotesLanguage language)
    {
        if (language == NotesLanguage.English)
        {
            return PorterStemmer.Stem(word);
        }

        if (Endings.TryGetValue(language, out var endings) && char.IsLetter(word[^1]))
        {
            foreach (var ending in endings)
            {
                if (word.Length >= ending.Length + MinStem && word.EndsWith(ending, StringComparison.Ordinal))
                {
                    return word[..^ending.Length];
                }
            }
        }

        return word;
    }

    private static string[] Longest(string endings) =>
        [.. endings.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).OrderByDescending(ending => ending.Length)];
}
