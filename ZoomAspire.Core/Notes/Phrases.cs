namespace ZoomAspire.Core.Notes;

/// <summary>A set of phrases, each one or more words, found in texts by their words.</summary>
internal sealed class Phrases
{
    private readonly Dictionary<string, List<string[]>> _byFirst = [];

    /// <param name="phrases">Separated by <c>|</c> or line breaks, written as <see cref="Words"/> splits them, with blanks.</param>
    public Phrases(string phrases)
    {
        foreach (var phrase in phrases.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!_byFirst.TryGetValue(words[0], out var list))
            {
                _byFirst[words[0]] = list = [];
            }

            list.Add(words);
        }

        foreach (var list in _byFirst.Values)
        {
            list.Sort((one, other) => other.Length - one.Length);
        }
    }

    public bool IsEmpty => _byFirst.Count == 0;

    /// <returns>How many words of the longest phrase that begins there; 0 for none.</returns>
    public int At(IReadOnlyList<string> words, int index)
    {
        if (index < words.Count && _byFirst.TryGetValue(words[index], out var list))
        {
            foreach (var phrase in list)
            {
                if (index + phrase.Length <= words.Count && Matches(words, index, phrase))
                {
                    return phrase.Length;
                }
            }
        }

        return 0;
    }

    /// <returns>How many words of the longest phrase that ends before a place; 0 for none.</returns>
    public int Before(IReadOnlyList<string> words, int end)
    {
        for (var start = Math.Max(0, end - 5); start < end; start++)
        {
            if (At(words, start) == end - start)
            {
                return end - start;
            }
        }

        return 0;
    }

    /// <summary>Where the first phrase stands, and how many words it has; -1 for none.</summary>
    public (int Index, int Length) Find(IReadOnlyList<string> words, int from = 0, int to = int.MaxValue)
    {
        for (var index = from; index < Math.Min(to, words.Count); index++)
        {
            if (At(words, index) is > 0 and var length)
            {
                return (index, length);
            }
        }

        return (-1, 0);
    }

    public bool Any(IReadOnlyList<string> words, int from = 0, int to = int.MaxValue) => Find(words, from, to).Index >= 0;

    private static bool Matches(IReadOnlyList<string> words, int index, string[] phrase)
    {
        for (var place = 1; place < phrase.Length; place++)
        {
            if (words[index + place] != phrase[place])
            {
                return false;
            }
        }

        return true;
    }
}
