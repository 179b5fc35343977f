namespace ZoomAspire.Core.Accounts;

/// <summary>A section of a meeting's notes. The values are stored.</summary>
[Flags]
public enum NotesSection
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The summary.</summary>
    Summary = 1,

    /// <summary>What was decided.</summary>
    Decisions = 2,

    /// <summary>What is to be done.</summary>
    ToDo = 4,

    /// <summary>What was left open.</summary>
    Questions = 8,

    /// <summary>What was talked about, and when.</summary>
    Topics = 16,

    /// <summary>Who spoke how long.</summary>
    Speakers = 32,
}

/// <summary>Which sections of the notes somebody wants: all of them, unless said otherwise.</summary>
/// <param name="LeftOut">Those that are not wanted.</param>
public readonly record struct NotesSections(NotesSection LeftOut)
{
    /// <summary>All that there are, in the order in which notes have them.</summary>
    public static IReadOnlyList<NotesSection> All { get; } =
        [NotesSection.Summary, NotesSection.Decisions, NotesSection.ToDo, NotesSection.Questions, NotesSection.Topics, NotesSection.Speakers];

    /// <summary>Whether a section is wanted.</summary>
    /// <param name="section">One section.</param>
    public bool Has(NotesSection section) => (LeftOut & section) == 0;

    /// <summary>The same with one section turned around.</summary>
    /// <param name="section">One section.</param>
    public NotesSections Turn(NotesSection section) => new(LeftOut ^ section);
}
