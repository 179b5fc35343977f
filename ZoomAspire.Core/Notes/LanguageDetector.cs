namespace ZoomAspire.Core.Notes;

/// <summary>
/// Tells the language of a meeting by its commonest words, and Russian from Ukrainian by the letters that only one of them has.
/// Enough for whole meetings; a sentence alone is often too little.
/// </summary>
internal static class LanguageDetector
{
    private const int MaxWords = 20_000;
    private const int MinHits = 5;

    // Running speech has some 40 % such words; a language that has none of ours shares a few with one that has.
    private const double MinShare = 0.2;

    // How much more often than in Russian the letters of Ukrainian must stand, and the other way round.
    private const string UkrainianLetters = "іїєґ";
    private const string RussianLetters = "ыэъё";

    private static readonly (NotesLanguage Language, IReadOnlySet<string> Words)[] Lists =
        [.. StopWords.Languages.Order().Select(language => (language, (IReadOnlySet<string>)StopWords.Of(language)))];

    public static NotesLanguage Detect(IEnumerable<string> texts)
    {
        var words = new Words();
        var hits = new int[Lists.Length];
        var (count, ukrainian, russian) = (0, 0, 0);
        foreach (var word in texts.SelectMany(text => words.Of(text)).Where(word => char.IsLetter(word.Norm[0])).Take(MaxWords))
        {
            count++;
            ukrainian += Letters(word.Norm, UkrainianLetters);
            russian += Letters(word.Norm, RussianLetters);
            for (var index = 0; index < Lists.Length; index++)
            {
                hits[index] += Lists[index].Words.Contains(word.Norm) ? 1 : 0;
            }
        }

        var best = Array.IndexOf(hits, hits.Max());
        return hits[best] < MinHits || hits[best] < MinShare * count ? NotesLanguage.Unknown : Lists[best].Language switch
        {
            NotesLanguage.Russian or NotesLanguage.Ukrainian => ukrainian > russian ? NotesLanguage.Ukrainian : NotesLanguage.Russian,
            var language => language,
        };
    }

    private static int Letters(string word, string letters) => word.AsSpan().IndexOfAny(letters) >= 0 ? 1 : 0;
}
