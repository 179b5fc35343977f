namespace ZoomAspire.Core.Notes;

/// <summary>Finds by when something is to be done, in the words that were said: <c>by Friday</c>, <c>end of next week</c>.</summary>
internal static class DuePhrase
{
    private const int MaxWords = 8;

    /// <returns>The place of its first word and the place after its last one; null for none.</returns>
    public static (int From, int To)? Find(IReadOnlyList<string> words, Lexicon lexicon, int from, int to)
    {
        for (var anchor = from; anchor < to; anchor++)
        {
            var isDay = lexicon.Days.Contains(words[anchor]);
            if (!isDay && !lexicon.Spans.Contains(words[anchor]))
            {
                continue;
            }

            var start = anchor;
            var hasLead = false;
            while (start > from && anchor - start < MaxWords && IsPart(words[start - 1], lexicon))
            {
                start--;
                hasLead |= lexicon.DayLeads.Contains(words[start]) || words[start] is "in" or "через" or "за";
            }

            if (!isDay && !hasLead)
            {
                continue;
            }

            var end = anchor + 1;
            while (end < to && end - start < MaxWords && IsTail(words[end], lexicon))
            {
                end++;
            }

            return (start, end);
        }

        return null;
    }

    private static bool IsPart(string word, Lexicon lexicon) =>
        lexicon.DayLeads.Contains(word) || lexicon.DayWords.Contains(word) || char.IsDigit(word[0]) || lexicon.Days.Contains(word);

    private static bool IsTail(string word, Lexicon lexicon) =>
        lexicon.Spans.Contains(word) || lexicon.Days.Contains(word) || word is "night" or "noche" or "tarde" or "manhã" || (char.IsDigit(word[0]) && word.Length <= 5);
}
