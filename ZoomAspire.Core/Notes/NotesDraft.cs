namespace ZoomAspire.Core.Notes;

/// <summary>Collects what somebody else's notes say, within limits, nothing twice.</summary>
internal sealed class NotesDraft(NotesSource source)
{
    private const int MaxItems = 100;
    private const int MaxTextLength = 2_000;

    private readonly List<NoteItem> _summary = [];
    private readonly List<NoteTopic> _topics = [];
    private readonly List<NoteItem> _decisions = [];
    private readonly List<ActionItem> _actions = [];
    private readonly List<NoteItem> _questions = [];

    public string? Title { get; set; }

    public void AddSummary(string? text) => Add(_summary, text);

    public void AddDecision(string? text) => Add(_decisions, text);

    public void AddQuestion(string? text) => Add(_questions, text);

    /// <summary>Adds to the topic of that title, or begins one.</summary>
    public void AddTopic(string? title, string? text, TimeSpan? start = null, TimeSpan? end = null)
    {
        var (shown, line) = (Line(title), Line(text));
        if (shown is null && line is null)
        {
            return;
        }

        var lines = line is null ? (IReadOnlyList<NoteItem>)[] : [new NoteItem(line)];
        var index = _topics.FindIndex(topic => topic.Title == (shown ?? ""));
        if (index >= 0 && (start is null || _topics[index].Start == start))
        {
            _topics[index] = _topics[index] with { Lines = [.. _topics[index].Lines, .. lines] };
        }
        else if (_topics.Count < MaxItems)
        {
            _topics.Add(new NoteTopic(shown ?? "", start, end, lines));
        }
    }

    public void AddAction(string? text, string? owner = null, string? due = null)
    {
        if (Line(text) is { } line && _actions.Count < MaxItems && _actions.TrueForAll(action => action.Text != line))
        {
            _actions.Add(new ActionItem(line, Line(owner), Line(due)));
        }
    }

    /// <summary>Adds an action whose owner stands before a colon (<c>Anna: Send the plan</c>), if it does.</summary>
    public void AddOwnedAction(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var owner = colon is > 0 and <= SpeakerLabels.MaxNameLength ? text[..colon] : "";
        if (IsName(owner))
        {
            AddAction(text[(colon + 1)..], owner);
        }
        else
        {
            AddAction(text);
        }
    }

    /// <summary>Whether it could be a name, or names: few words, each with a capital.</summary>
    public static bool IsName(string text)
    {
        var words = text.Split([' ', ',', '&', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is > 0 and <= 8
            && words.All(word => char.IsUpper(word[0]) || word is "and" or "и" or "та" or "und" or "y" or "et" or "e" or "de" or "von" or "van")
            && SectionKinds.Of(text) == SectionKind.Topic;
    }

    public MeetingNotes ToNotes()
    {
        var texts = _summary.Select(item => item.Text)
            .Concat(_topics.SelectMany(topic => topic.Lines).Select(item => item.Text))
            .Concat(_actions.Select(action => action.Text));
        return new MeetingNotes(source, LanguageDetector.Detect(texts))
        {
            Title = Line(Title),
            Summary = _summary,
            Topics = [.. _topics.Where(topic => topic.Title.Length > 0 || topic.Lines.Count > 0).OrderBy(topic => topic.Start ?? TimeSpan.Zero)],
            Decisions = _decisions,
            ActionItems = _actions,
            OpenQuestions = _questions,
        };
    }

    private static void Add(List<NoteItem> items, string? text)
    {
        if (Line(text) is { } line && items.Count < MaxItems && items.TrueForAll(item => item.Text != line))
        {
            items.Add(new NoteItem(line));
        }
    }

    private static string? Line(string? text) => text is null ? null : BoundedText.OneLine(text, MaxTextLength) is { Length: > 0 } line ? line : null;
}
