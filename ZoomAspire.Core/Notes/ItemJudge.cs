using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Holds what a language model noted against what was said. It cannot tell whether a text is a fair account of its evidence; it makes sure
/// that there is evidence, that the text has to do with it, and that no number, name, link or command was made up.
/// </summary>
internal sealed partial class ItemJudge
{
    private const int MaxTextLength = 400;
    private const int MaxDueWords = 8;

    // How much of a text must have been said around its evidence: a model is to find shorter words, not other matters.
    private const double MinSupport = 1.0 / 3;

    // How many lines around the evidence count: few for what was said at one moment, more for what sums up.
    private const int NearLines = 10;
    private const int WideLines = 40;

    private readonly SpokenLines _lines;
    private readonly NotesLanguage _language;
    private readonly IReadOnlySet<string> _stopWords;
    private readonly SpeakerNames _names;
    private readonly HashSet<string> _nameTokens;
    private readonly Words _words = new();

    /// <param name="lines">What was said.</param>
    /// <param name="language">In which language.</param>
    /// <param name="people">Names of those who were there.</param>
    public ItemJudge(SpokenLines lines, NotesLanguage language, IReadOnlyCollection<string> people)
    {
        (_lines, _language, _stopWords, _names) = (lines, language, StopWords.Of(language), new SpeakerNames(people));
        _nameTokens = [.. people.SelectMany(SpokenTokens.Of).Where(Says)];
    }

    /// <summary>Judges an item whose evidence is a moment: a decision, a question.</summary>
    public (ItemVerdict Verdict, FoundItem? Item) Moment(ModelItem item) => Judge(item.Line, item.Quote, item.Text, NearLines);

    /// <summary>Judges an item that sums up: a point, the title of a topic.</summary>
    public (ItemVerdict Verdict, FoundItem? Item) Account(ModelItem item) => Judge(item.Line, item.Quote, item.Text, WideLines);

    /// <summary>Judges an action item; an owner or a date that was not said is taken off.</summary>
    public (ItemVerdict Verdict, FoundItem? Item) Action(ModelAction item)
    {
        var (verdict, found) = Judge(item.Line, item.Quote, item.Text, NearLines);
        return (verdict, found is null ? null : found with { Owner = Owner(item.Owner, found.Passage), Due = Due(item.Due, found.Passage) });
    }

    /// <summary>What a text is about: its words without those that say little, without endings.</summary>
    public HashSet<string> StemsOf(string text) => [.. SpokenTokens.Of(text).Where(Says).Select(Stem)];

    private (ItemVerdict Verdict, FoundItem? Item) Judge(int line, string quote, string said, int reach)
    {
        var text = BoundedText.OneLine(MarkdownSections.Plain(said), MaxTextLength + 1);
        if (text.Length is 0 or > MaxTextLength)
        {
            return (ItemVerdict.Unfit, null);
        }

        if (_lines.Find(line, quote) is not { } passage)
        {
            return (ItemVerdict.Unquoted, null);
        }

        var evidence = _lines.EvidenceOf(passage);
        return IsUnsaid(Lively.EnumerateMatches(text), text, evidence.Quote) ? (ItemVerdict.Active, null)
            : !IsSupported(text, passage, reach) ? (ItemVerdict.Unsupported, null)
            : (ItemVerdict.Kept, new FoundItem(text, passage, evidence));
    }

    private static bool IsUnsaid(Regex.ValueMatchEnumerator matches, string text, string quote)
    {
        foreach (var match in matches)
        {
            if (!quote.AsSpan().Contains(text.AsSpan(match.Index, match.Length), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Enough of what it says, and every number and name in it.
    private bool IsSupported(string text, Passage passage, int reach)
    {
        var near = TokensAround(passage, reach);
        var said = near.Select(Stem).ToHashSet(StringComparer.Ordinal);
        var stems = StemsOf(text);
        return stems.Count > 0
            && stems.Count(said.Contains) >= MinSupport * stems.Count
            && SpokenTokens.Of(text).TrueForAll(token => IsNumber(token) ? near.Contains(token) : !_nameTokens.Contains(token) || said.Contains(Stem(token)));
    }

    // Whoever spoke or was named around there, of those who were there; else only a name in the very words of the evidence.
    private string? Owner(string? said, Passage passage)
    {
        if (said is null)
        {
            return null;
        }

        var owner = BoundedText.OneLine(said, SpeakerLabels.MaxNameLength);
        var words = _words.Of(owner).ConvertAll(word => word.Norm);
        var (length, name) = _names.At(words, 0);
        if (length > 0 && length == words.Count)
        {
            return name is not null && SpokenTokens.Of(name) is [var first, ..] && TokensAround(passage, NearLines).Any(token => Stem(token) == Stem(first))
                ? name
                : null;
        }

        return NotesDraft.IsName(owner) && SpokenTokens.Of(owner) is var tokens && tokens.Exists(Says) && _lines.Says(passage, tokens) ? owner : null;
    }

    private string? Due(string? said, Passage passage) =>
        said is not null && SpokenTokens.Of(said) is { Count: > 0 and <= MaxDueWords } tokens && _lines.Says(passage, tokens)
            ? BoundedText.OneLine(said, MaxTextLength)
            : null;

    // What is said around a place, and who says it.
    private HashSet<string> TokensAround(Passage passage, int reach) =>
        [.. _lines.Around(passage, reach).SelectMany(line => _lines.TokensOf(line).Concat(SpokenTokens.Of(_lines.SpeakerOf(line) ?? "")))];

    private bool Says(string token) => (token.Length > 1 || SpokenTokens.IsUnspaced(token)) && !_stopWords.Contains(token);

    private string Stem(string token) => Stemmer.Stem(token, _language);

    // Not the zeros of 5:00 and of 10,000.
    private static bool IsNumber(string token) => token.Any(char.IsDigit) && token.Any(character => character != '0');

    [GeneratedRegex(
        """
        [a-z][a-z0-9+.-]{1,20}://\S{0,500} | www\.\S{1,500} | [\p{L}\p{Nd}][\p{L}\p{Nd}-]{0,62}\.\p{L}{2,24} | @\w{1,64} |
        (?<![\w/])/[a-z]\w{0,64} | (?<!\w)[\#$]\p{L}\w{0,64} | </?[a-z!]
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Lively { get; }
}
