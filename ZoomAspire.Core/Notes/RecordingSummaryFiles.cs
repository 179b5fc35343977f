using System.Text.Json;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// Reads the SUMMARY files of a cloud recording: <c>summary</c>, <c>summary_next_steps</c>, <c>summary_smart_chapters</c>. The shape of the
/// first is known; the other two are undocumented, so what is recognised in them is taken and the rest left.
/// </summary>
public static class RecordingSummaryFiles
{
    private const int MaxLength = 2 * 1024 * 1024;
    private const int MaxDepth = 6;

    private static readonly string[] Lists = ["items", "next_steps", "action_items", "steps", "smart_chapters", "chapters", "summary_details", "details"];
    private static readonly string[] Titles = ["label", "title", "chapter_title", "name", "topic", "headline"];
    private static readonly string[] Texts = ["summary", "short_summary", "text", "content", "description", "next_step", "action_item", "step"];
    private static readonly string[] Starts = ["start_time", "start", "start_ts", "begin_time"];
    private static readonly string[] Ends = ["end_time", "end", "end_ts"];
    private static readonly string[] Owners = ["owner", "assignee", "assigned_to"];
    private static readonly string[] Dues = ["due", "due_date", "deadline"];

    /// <summary>Reads the <c>summary</c> file, or one of <c>summary_smart_chapters</c>.</summary>
    /// <param name="stream">JSON. It is left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Notes with a summary and topics; null where nothing was recognised.</returns>
    public static Task<MeetingNotes?> ReadSummaryAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, AddTopic, cancellationToken);

    /// <summary>Reads the <c>summary_next_steps</c> file.</summary>
    /// <param name="stream">JSON. It is left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Notes with action items; null where nothing was recognised.</returns>
    public static Task<MeetingNotes?> ReadNextStepsAsync(Stream stream, CancellationToken cancellationToken) =>
        ReadAsync(stream, AddStep, cancellationToken);

    /// <summary>Puts the files of a recording together: each fills what the ones before left empty.</summary>
    /// <param name="parts">What was read of them.</param>
    /// <returns>The notes; null where there are none.</returns>
    public static MeetingNotes? Combine(IEnumerable<MeetingNotes?> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.OfType<MeetingNotes>().Aggregate((MeetingNotes?)null, (whole, part) => whole is null ? part : whole with
        {
            Language = whole.Language == NotesLanguage.Unknown ? part.Language : whole.Language,
            Summary = whole.Summary.Count > 0 ? whole.Summary : part.Summary,
            Topics = whole.Topics.Count > 0 ? whole.Topics : part.Topics,
            ActionItems = whole.ActionItems.Count > 0 ? whole.ActionItems : part.ActionItems,
        });
    }

    private static async Task<MeetingNotes?> ReadAsync(Stream stream, Action<JsonElement, NotesDraft> add, CancellationToken cancellationToken)
    {
        using var json = await NotesJson.ReadAsync(stream, MaxLength, cancellationToken).ConfigureAwait(false);
        if (json is null)
        {
            return null;
        }

        var draft = new NotesDraft(NotesSource.RecordingSummary);
        draft.AddSummary(First(json.RootElement, ["overall_summary", "summary_overview", "overview"]));
        foreach (var item in Items(json.RootElement, 0))
        {
            add(item, draft);
        }

        var notes = draft.ToNotes();
        return notes.IsEmpty ? null : notes;
    }

    // The elements of the first list there is, wherever it hides.
    private static IEnumerable<JsonElement> Items(JsonElement element, int depth)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray();
        }

        if (element.ValueKind != JsonValueKind.Object || depth == MaxDepth)
        {
            return [];
        }

        var known = Lists.Select(name => element.Child(name)).FirstOrDefault(child => child.ValueKind == JsonValueKind.Array);
        return known.ValueKind == JsonValueKind.Array
            ? known.EnumerateArray()
            : element.EnumerateObject()
                .Where(property => property.Value.ValueKind is JsonValueKind.Object)
                .SelectMany(property => Items(property.Value, depth + 1));
    }

    private static void AddTopic(JsonElement item, NotesDraft draft)
    {
        var text = item.ValueKind == JsonValueKind.String ? NotesJson.String(item) : First(item, Texts);
        draft.AddTopic(First(item, Titles), text, Time(item, Starts), Time(item, Ends));
    }

    private static void AddStep(JsonElement item, NotesDraft draft)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            draft.AddOwnedAction(NotesJson.String(item) ?? "");
        }
        else if (First(item, Owners) is { } owner)
        {
            draft.AddAction(First(item, Texts) ?? First(item, Titles), owner, First(item, Dues));
        }
        else if (First(item, Texts) is { } text)
        {
            draft.AddOwnedAction(text);
        }
    }

    private static string? First(JsonElement item, string[] names) =>
        names.Select(name => item.Child(name).ValueKind == JsonValueKind.String ? item.Text(name) : null).FirstOrDefault(text => text is not null);

    private static TimeSpan? Time(JsonElement item, string[] names)
    {
        foreach (var text in names.Select(name => item.Text(name)).OfType<string>())
        {
            if (WebVtt.TryReadTime(text, out var time))
            {
                return time;
            }
        }

        return null;
    }
}
