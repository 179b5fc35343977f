namespace ZoomAspire.Core.Notes;

/// <summary>What was said in a recording: turns in order of time.</summary>
public sealed class Transcript
{
    // A longer silence begins a turn of its own, so that its time stays near its words.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    // How soon the rest of a sentence follows a cue that broke it off.
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(2);

    private const int MaxTurnLength = 20_000;

    private Transcript(IReadOnlyList<Cue> cues, bool isTruncated)
    {
        Cues = cues;
        IsTruncated = isTruncated;
        Turns = TurnsOf(cues);
        Speakers = [.. cues.Select(cue => cue.Speaker).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        Length = cues.Count > 0 ? cues.Max(cue => cue.End) : TimeSpan.Zero;
        Language = LanguageDetector.Detect(Turns.Select(turn => turn.Text));
    }

    /// <summary>The pieces that the turns are made of, by start.</summary>
    public IReadOnlyList<Cue> Cues { get; }

    /// <summary>Cues of the same speaker put together, by start.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>Who speaks, in order of appearance.</summary>
    public IReadOnlyList<string> Speakers { get; }

    /// <summary>Who wrote in the chat: they were there, and may be asked to do something without having spoken.</summary>
    public IEnumerable<string> Writers => Chat.Select(line => line.Sender).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The language most of it is in: of what was said, else of what was written.</summary>
    public NotesLanguage Language { get; private init; }

    /// <summary>When the last word ends, from the start of the recording.</summary>
    public TimeSpan Length { get; }

    /// <summary>Whether the file was longer than what is read of one, so that its end is missing.</summary>
    public bool IsTruncated { get; }

    /// <summary>What was written to everybody meanwhile, by time: it is no speech, and no turn is broken by it.</summary>
    public IReadOnlyList<ChatLine> Chat { get; private init; } = [];

    /// <summary>The same with what was written meanwhile.</summary>
    /// <param name="chat">In any order.</param>
    public Transcript With(IEnumerable<ChatLine> chat)
    {
        List<ChatLine> lines = [.. chat.OrderBy(line => line.At)];
        return new Transcript(Cues, IsTruncated)
        {
            Chat = lines,
            Language = Cues.Count > 0 ? Language : LanguageDetector.Detect(lines.Select(line => line.Text)),
        };
    }

    /// <summary>Puts cues in order and together.</summary>
    /// <param name="cues">In any order, overlapping or not.</param>
    /// <param name="isTruncated">Whether there were more.</param>
    public static Transcript Of(IEnumerable<Cue> cues, bool isTruncated = false) =>
        new([.. Joined(cues.Where(cue => cue.Text.Length > 0).OrderBy(cue => cue.Start))], isTruncated);

    // The same words at the same time are one cue; the nameless rest of a sentence belongs to whoever began it.
    private static IEnumerable<Cue> Joined(IEnumerable<Cue> cues)
    {
        Cue? before = null;
        foreach (var cue in cues)
        {
            if (before is not null && cue.Start < before.End && cue.Text == before.Text && (cue.Speaker ?? before.Speaker) == before.Speaker)
            {
                continue;
            }

            before = cue.Speaker is null && before is not null && GoesOn(before, cue) ? cue with { Speaker = before.Speaker } : cue;
            yield return before;
        }
    }

    private static bool GoesOn(Cue before, Cue cue) =>
        char.IsLower(cue.Text[0]) && !Sentences.IsEnd(before.Text[^1]) && cue.Start - before.End < ShortPause;

    private static List<Turn> TurnsOf(IReadOnlyList<Cue> cues)
    {
        var turns = new List<Turn>();
        var open = new List<Cue>();
        var length = 0;
        var until = TimeSpan.Zero;
        foreach (var cue in cues)
        {
            if (open.Count > 0 && (cue.Speaker != open[0].Speaker || cue.Start - until > LongestPause || length > MaxTurnLength))
            {
                turns.Add(new Turn(open));
                open.Clear();
                length = 0;
            }

            until = open.Count > 0 && until > cue.End ? until : cue.End;
            open.Add(cue);
            length += cue.Text.Length;
        }

        if (open.Count > 0)
        {
            turns.Add(new Turn(open));
        }

        return turns;
    }
}
