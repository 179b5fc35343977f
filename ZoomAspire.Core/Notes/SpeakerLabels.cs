namespace ZoomAspire.Core.Notes;

/// <summary>
/// Tells a speaker before a colon (<c>Anna Berg: Good morning</c>) from a colon that is none (<c>The plan is: we wait</c>). A single line
/// cannot tell; a whole file can: where most cues begin with a name, those that look like one are names.
/// </summary>
internal static class SpeakerLabels
{
    /// <summary>Longest name, in UTF-16 code units; Zoom allows 64 bytes of display name.</summary>
    public const int MaxNameLength = 80;

    private const int MaxNameWords = 7;
    private const int EnoughRepeats = 3;

    private static readonly HashSet<string> Particles = new(StringComparer.OrdinalIgnoreCase)
    {
        "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "bin", "ibn", "bint", "van", "von", "der",
        "den", "ter", "ten", "zu", "zum", "y", "e", "of", "and", "the", "at", "from",
    };

    // What people write or say before a colon in the middle of a labelled file.
    private static readonly HashSet<string> NoNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "note", "question", "answer", "action", "actions", "decision", "todo", "update", "example", "reminder", "fyi", "ps", "first",
        "second", "third", "so", "but", "and", "well", "okay", "ok", "yes", "no", "http", "https", "re", "subject", "topic", "agenda",
        "вопрос", "ответ", "итак", "решение", "питання", "рішення", "frage", "antwort", "also", "pregunta", "respuesta", "réponse",
        "pergunta", "resposta",
    };

    public static IEnumerable<Cue> Read(IReadOnlyList<WebVtt.RawCue> cues)
    {
        var labels = new Labels(cues);
        foreach (var cue in cues)
        {
            var end = cue.Voice is null ? labels.EndOfName(cue.Text) : 0;
            var text = end > 0 ? cue.Text[(end + 1)..].TrimStart() : cue.Text;
            if (text.Length > 0)
            {
                yield return new Cue(cue.Start, cue.End, cue.Voice ?? (end > 0 ? cue.Text[..end].TrimEnd() : null), text);
            }
        }
    }

    // The place of the first colon after which a blank or nothing follows, from a place on; -1 for none within a name's length.
    private static int Colon(string text, int from)
    {
        for (var at = from; at < text.Length && at <= MaxNameLength; at++)
        {
            if (text[at] is ':' or '：' && (at + 1 == text.Length || text[at + 1] == ' ' || text[at] == '：'))
            {
                return at > from ? at : -1;
            }
        }

        return -1;
    }

    private static bool LooksLikeName(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is > 0 and <= MaxNameWords
            && !NoNames.Contains(words[0])
            && name.AsSpan().IndexOfAny('?', '!', ';') < 0
            && words.All(word => Particles.Contains(word) || word[0] == '(' || !char.IsLower(FirstLetter(word)))
            && !(words.Length > 1 && words[^1].EndsWith(','));
    }

    private static char FirstLetter(string word) => word.FirstOrDefault(char.IsLetter);

    // What the file as a whole says about its labels.
    private sealed class Labels
    {
        private readonly Dictionary<string, (int Count, int Longer)> _heads = [];
        private readonly bool _isLabelled;

        public Labels(IReadOnlyList<WebVtt.RawCue> cues)
        {
            foreach (var cue in cues)
            {
                var end = Colon(cue.Text, 0);
                if (end < 0)
                {
                    continue;
                }

                var name = cue.Text[..end];
                var longer = Longer(cue.Text, end) > 0 ? 1 : 0;
                var seen = _heads.GetValueOrDefault(name);
                _heads[name] = (seen.Count + 1, seen.Longer + longer);
            }

            var labels = _heads.Where(head => head.Value.Count >= EnoughRepeats || LooksLikeName(head.Key)).Sum(head => head.Value.Count);
            _isLabelled = labels > 0 && 2 * labels >= cues.Count;
        }

        /// <returns>The place of the colon; 0 where the text begins with no name.</returns>
        public int EndOfName(string text)
        {
            var end = Colon(text, 0);
            if (end < 0 || !_heads.TryGetValue(text[..end], out var head))
            {
                return 0;
            }

            // "Board: Anna: …" each time: the colon is part of the name.
            if (head.Count >= EnoughRepeats && head.Longer == head.Count)
            {
                end = Longer(text, end);
            }

            var looks = LooksLikeName(text[..end]);
            return (looks && (_isLabelled || head.Count >= EnoughRepeats)) || (_isLabelled && head.Count >= EnoughRepeats) ? end : 0;
        }

        private static int Longer(string text, int end)
        {
            var next = Colon(text, end + 1);
            return next > 0 && LooksLikeName(text[(end + 1)..next]) ? next : 0;
        }
    }
}
