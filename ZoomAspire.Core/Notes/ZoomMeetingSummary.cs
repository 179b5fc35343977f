using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Reads Zoom's AI Companion summary: the object of <c>meeting.summary_completed</c> and <c>meeting.summary_updated</c>, and the answer of
/// <c>GET /meetings/{uuid}/meeting_summary</c>, which share their names. The Markdown of <c>summary_content</c> is read where there is any;
/// else what people edited (<c>edited_summary</c>); else <c>summary_overview</c>, <c>summary_details</c> and <c>next_steps</c>, which Zoom
/// calls deprecated.
/// </summary>
public static class ZoomMeetingSummary
{
    /// <summary>Reads it.</summary>
    /// <param name="summary">The object.</param>
    /// <returns>The notes; null where it says nothing.</returns>
    public static MeetingNotes? Read(JsonElement summary)
    {
        var draft = new NotesDraft(NotesSource.MeetingSummary) { Title = summary.Text("summary_title") };
        if (summary.Text("summary_content") is { } content)
        {
            AddMarkdown(content, draft);
        }

        var notes = draft.ToNotes();
        if (notes.IsEmpty)
        {
            AddFields(summary, draft);
            notes = draft.ToNotes();
        }

        return notes.IsEmpty ? null : notes;
    }

    // Notes that are one text of headings and lists.
    private static void AddMarkdown(string content, NotesDraft draft)
    {
        var parent = SectionKind.Summary;
        var parentLevel = int.MaxValue;
        foreach (var section in MarkdownSections.Read(content))
        {
            var kind = section.Level == 0 ? SectionKind.Summary : SectionKinds.Of(section.Heading);

            // "### Anna" below "## Next steps" names an owner, not a topic.
            var isBelow = section.Level > parentLevel;
            var owner = kind == SectionKind.Topic && isBelow && parent == SectionKind.ActionItems ? section.Heading : null;
            if (owner is null && !(kind == SectionKind.Topic && isBelow && parent is SectionKind.Details or SectionKind.Summary))
            {
                (parent, parentLevel) = (kind, section.Level == 0 ? int.MaxValue : section.Level);
            }

            Add(owner is null ? kind : SectionKind.ActionItems, section, owner, draft);
        }
    }

    private static void Add(SectionKind kind, MarkdownSection section, string? owner, NotesDraft draft)
    {
        if (kind == SectionKind.ActionItems)
        {
            AddActions(section.Lines, owner, draft);
            return;
        }

        if (kind is SectionKind.Topic)
        {
            draft.AddTopic(section.Heading, null);
        }

        string? label = null;
        foreach (var line in section.Lines)
        {
            switch (kind)
            {
                case SectionKind.Summary:
                    draft.AddSummary(line.Text);
                    break;
                case SectionKind.Decisions:
                    draft.AddDecision(line.Text);
                    break;
                case SectionKind.OpenQuestions:
                    draft.AddQuestion(line.Text);
                    break;
                case SectionKind.Details when line.IsBold:
                    label = line.Text.TrimEnd(':');
                    draft.AddTopic(label, null);
                    break;
                default:
                    draft.AddTopic(kind == SectionKind.Topic ? section.Heading : label ?? section.Heading, line.Text);
                    break;
            }
        }
    }

    // An owner in bold, and what he is to do below; or "Anna: send the plan" in one line.
    private static void AddActions(IReadOnlyList<MarkdownLine> lines, string? heading, NotesDraft draft)
    {
        var owner = heading;
        var depth = -1;
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            var name = line.Text.TrimEnd(':');
            var hasMore = index + 1 < lines.Count && (lines[index + 1].Depth > line.Depth || (line.IsBold && !lines[index + 1].IsBold));
            if ((line.IsBold || line.Text.EndsWith(':')) && hasMore && NotesDraft.IsName(name))
            {
                (owner, depth) = (name, line.Depth);
            }
            else
            {
                owner = line.Depth <= depth && !(depth < 0 && line.Depth < 0) ? heading : owner;
                if (owner is null)
                {
                    draft.AddOwnedAction(line.Text);
                }
                else
                {
                    draft.AddAction(line.Text, owner);
                }
            }
        }
    }

    private static void AddFields(JsonElement summary, NotesDraft draft)
    {
        var edited = summary.Child("edited_summary");
        draft.AddSummary(edited.Text("summary_overview") ?? summary.Text("summary_overview"));
        if (edited.Text("summary_details") is { } text)
        {
            foreach (var line in MarkdownSections.Read(text).SelectMany(section => section.Lines.Select(line => (section.Heading, line.Text))))
            {
                draft.AddTopic(line.Heading, line.Text);
            }
        }
        else
        {
            foreach (var detail in summary.Items("summary_details"))
            {
                draft.AddTopic(detail.Text("label"), detail.Text("summary"));
            }
        }

        var steps = edited.Items("next_steps").Any() ? edited.Items("next_steps") : summary.Items("next_steps");
        foreach (var step in steps.Where(step => step.ValueKind == JsonValueKind.String))
        {
            draft.AddOwnedAction(MarkdownSections.Plain(NotesJson.String(step) ?? ""));
        }
    }
}
