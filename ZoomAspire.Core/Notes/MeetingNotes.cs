namespace ZoomAspire.Core.Notes;

/// <summary>Where notes come from; later ones are better.</summary>
public enum NotesSource
{
    /// <summary>The built-in summariser: sentences of the transcript, chosen and trimmed.</summary>
    BuiltIn,

    /// <summary>A language model, given the transcript.</summary>
    Model,

    /// <summary>The SUMMARY files of Zoom's cloud recording.</summary>
    RecordingSummary,

    /// <summary>Zoom's AI Companion summary of the meeting, perhaps edited by people since.</summary>
    MeetingSummary,
}

/// <summary>Where something was said, so that anybody can hear it.</summary>
/// <param name="At">From the start of the recording.</param>
/// <param name="Speaker">Who said it, untrusted text; null where the transcript names nobody.</param>
/// <param name="Quote">What was said, whole and as the transcript has it, untrusted text.</param>
public sealed record Evidence(TimeSpan At, string? Speaker, string Quote);

/// <summary>A line of notes.</summary>
/// <param name="Text">One line, untrusted text.</param>
/// <param name="Evidence">Where it was said; null where the source does not tell, as with Zoom's summaries.</param>
public sealed record NoteItem(string Text, Evidence? Evidence = null);

/// <summary>Something that somebody is to do.</summary>
/// <param name="Text">What, one line, untrusted text.</param>
/// <param name="Owner">Who, as the meeting or Zoom names him, untrusted text; null where nobody was named beyond doubt.</param>
/// <param name="Due">By when, in the words that were said; null where none were.</param>
/// <param name="Evidence">Where it was said; null where the source does not tell.</param>
public sealed record ActionItem(string Text, string? Owner = null, string? Due = null, Evidence? Evidence = null);

/// <summary>Something that was talked about.</summary>
/// <param name="Title">What, one line, untrusted text.</param>
/// <param name="Start">When it begins, from the start of the recording; null where the source does not tell.</param>
/// <param name="End">When it ends; null where the source does not tell.</param>
/// <param name="Lines">What was said about it.</param>
public sealed record NoteTopic(string Title, TimeSpan? Start, TimeSpan? End, IReadOnlyList<NoteItem> Lines);

/// <summary>How long somebody spoke.</summary>
/// <param name="Speaker">The name shown in the meeting, untrusted text.</param>
/// <param name="Spoken">Pauses not counted.</param>
/// <param name="Share">Of all that was spoken, from 0 to 1.</param>
public sealed record SpeakingTime(string Speaker, TimeSpan Spoken, double Share);

/// <summary>Notes of a meeting, whatever made them.</summary>
/// <param name="Source">What made them: always said to whoever reads them.</param>
/// <param name="Language">The language they are in.</param>
public sealed record MeetingNotes(NotesSource Source, NotesLanguage Language)
{
    /// <summary>Most lines of <see cref="Summary"/> that the built-in summariser makes, and that fit a chat.</summary>
    public const int MaxSummaryLines = 5;

    /// <summary>A title that the source gives; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The whole in a few lines, best known as TL;DR.</summary>
    public IReadOnlyList<NoteItem> Summary { get; init; } = [];

    /// <summary>What was talked about, by time where it is known.</summary>
    public IReadOnlyList<NoteTopic> Topics { get; init; } = [];

    /// <summary>What was decided.</summary>
    public IReadOnlyList<NoteItem> Decisions { get; init; } = [];

    /// <summary>What is to be done.</summary>
    public IReadOnlyList<ActionItem> ActionItems { get; init; } = [];

    /// <summary>What was asked and not answered.</summary>
    public IReadOnlyList<NoteItem> OpenQuestions { get; init; } = [];

    /// <summary>Who spoke how long, longest first; empty where the source does not tell.</summary>
    public IReadOnlyList<SpeakingTime> SpeakingTimes { get; init; } = [];

    /// <summary>Whether they say nothing.</summary>
    public bool IsEmpty =>
        Summary.Count == 0 && Topics.Count == 0 && Decisions.Count == 0 && ActionItems.Count == 0 && OpenQuestions.Count == 0;
}
