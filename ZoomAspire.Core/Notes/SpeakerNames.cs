namespace ZoomAspire.Core.Notes;

/// <summary>Tells whom a name means, of those who are there: all of a name, or a first name that only one of them has.</summary>
internal sealed class SpeakerNames
{
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private readonly Words _words = new();

    public SpeakerNames(IEnumerable<string> names)
    {
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var words = _words.Of(name).ConvertAll(word => word.Norm);
            if (words.Count == 0)
            {
                continue;
            }

            Add(string.Join(' ', words), name);
            if (words.Count > 1)
            {
                Add(words[0], name);
            }
        }
    }

    /// <summary>Reads a name in the words of a sentence.</summary>
    /// <returns>How many words it has, 0 for no name; and whose it is, null where it could be several people's.</returns>
    public (int Length, string? Name) At(IReadOnlyList<string> words, int index)
    {
        for (var length = Math.Min(4, words.Count - index); length > 0; length--)
        {
            var text = length == 1 ? words[index] : string.Join(' ', words.Skip(index).Take(length));
            if (_names.TryGetValue(text, out var name))
            {
                return (length, name);
            }
        }

        return (0, null);
    }

    // A name of two people is nobody's.
    private void Add(string words, string name) => _names[words] = _names.ContainsKey(words) ? null : name;
}
