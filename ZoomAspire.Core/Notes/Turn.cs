using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>What one speaker says before somebody else does: cues put together, so that sentences are whole.</summary>
public sealed class Turn
{
    private readonly Mark[] _marks;

    internal Turn(IReadOnlyList<Cue> cues)
    {
        Speaker = cues[0].Speaker;
        Start = cues[0].Start;
        End = cues.Max(cue => cue.End);
        Spoken = SpokenIn(cues);
        _marks = new Mark[cues.Count];
        var text = new StringBuilder();
        for (var index = 0; index < cues.Count; index++)
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            _marks[index] = new Mark(text.Length, cues[index]);
            text.Append(cues[index].Text);
        }

        Text = text.ToString();
    }

    /// <summary>Who speaks; null where the transcript names nobody.</summary>
    public string? Speaker { get; }

    /// <summary>When the first cue begins.</summary>
    public TimeSpan Start { get; }

    /// <summary>When the last cue ends.</summary>
    public TimeSpan End { get; }

    /// <summary>How long is spoken: pauses between cues do not count, nor does anything twice.</summary>
    public TimeSpan Spoken { get; }

    /// <summary>The words, one line.</summary>
    public string Text { get; }

    /// <summary>
    /// When a place in <see cref="Text"/> is spoken: the start of its cue, and from there in proportion to the characters.
    /// </summary>
    /// <param name="offset">UTF-16 code units from the start of <see cref="Text"/>.</param>
    public TimeSpan TimeAt(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var index = Array.FindLastIndex(_marks, mark => mark.Offset <= offset);
        var (begin, cue) = _marks[index];
        var share = Math.Min(1, (double)(offset - begin) / cue.Text.Length);
        return cue.Start + ((cue.End - cue.Start) * share);
    }

    /// <summary>Where in <see cref="Text"/> its cues begin.</summary>
    internal IEnumerable<int> CueStarts => _marks.Select(mark => mark.Offset);

    private static TimeSpan SpokenIn(IReadOnlyList<Cue> cues)
    {
        var spoken = TimeSpan.Zero;
        var until = TimeSpan.MinValue;
        foreach (var cue in cues)
        {
            var start = cue.Start > until ? cue.Start : until;
            if (cue.End > start)
            {
                spoken += cue.End - start;
                until = cue.End;
            }
        }

        return spoken;
    }

    private readonly record struct Mark(int Offset, Cue Cue);
}
