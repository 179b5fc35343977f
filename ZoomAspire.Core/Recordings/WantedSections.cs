using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Core.Recordings;

/// <summary>Leaves out of notes what somebody does not want to read.</summary>
internal static class WantedSections
{
    /// <summary>What is left of what there is to be shown.</summary>
    /// <param name="shown">All of it.</param>
    /// <param name="sections">What is wanted.</param>
    public static ShownNotes Only(this ShownNotes shown, NotesSections sections) => sections.LeftOut == NotesSection.None
        ? shown
        : shown with { Notes = Only(shown.Notes, sections), Said = Only(shown.Said, sections) };

    private static MeetingNotes? Only(MeetingNotes? notes, NotesSections sections)
    {
        if (notes is null)
        {
            return null;
        }

        var left = notes with
        {
            Summary = sections.Has(NotesSection.Summary) ? notes.Summary : [],
            Decisions = sections.Has(NotesSection.Decisions) ? notes.Decisions : [],
            ActionItems = sections.Has(NotesSection.ToDo) ? notes.ActionItems : [],
            OpenQuestions = sections.Has(NotesSection.Questions) ? notes.OpenQuestions : [],
            Topics = sections.Has(NotesSection.Topics) ? notes.Topics : [],
            SpeakingTimes = sections.Has(NotesSection.Speakers) ? notes.SpeakingTimes : [],
        };
        return left.IsEmpty && left.SpeakingTimes.Count == 0 ? null : left;
    }
}
