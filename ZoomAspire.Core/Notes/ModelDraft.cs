using System.Text;

namespace ZoomAspire.Core.Notes;

/// <summary>Collects what counts of the language model's answers, piece after piece, and makes notes of it.</summary>
/// <param name="judge">Who says what counts.</param>
/// <param name="metrics">Counts what does not.</param>
internal sealed class ModelDraft(ItemJudge judge, NotesModelMetrics metrics)
{
    /// <summary>Most items of each kind that count of one piece.</summary>
    public const int MaxOfPiece = 15;

    /// <summary>Most decisions, actions and questions of a meeting, as of the built-in summariser.</summary>
    public const int MaxItems = 12;

    /// <summary>Most topics of a meeting.</summary>
    public const int MaxTopics = 8;

    private const int MaxTopicLines = 3;

    // From which share of common words on two items say the same.
    private const double SameShare = 0.6;

    private readonly List<FoundItem> _points = [];
    private readonly List<FoundItem> _decisions = [];
    private readonly List<FoundItem> _actions = [];
    private readonly List<FoundItem> _questions = [];
    private readonly List<FoundItem> _topics = [];

    /// <summary>Whether there is nothing that a summary could be made of.</summary>
    public bool IsEmpty => _points.Count == 0;

    /// <summary>Adds what counts of a piece.</summary>
    public void Add(PieceAnswer answer)
    {
        Add(_points, answer.Points, judge.Account);
        Add(_decisions, answer.Decisions, judge.Moment);
        Add(_actions, answer.ActionItems, judge.Action);
        Add(_questions, answer.OpenQuestions, judge.Moment);
        Add(_topics, answer.Topics, judge.Account);
    }

    /// <summary>All items by kind, numbered from 1.</summary>
    public string Numbered()
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var (name, items) in Lists())
        {
            text.Append(name).Append('\n');
            foreach (var item in items)
            {
                text.Append('[').Append(++number).Append("] ").Append(ClockTime.Text(item.Evidence.At)).Append(' ').Append(item.Text).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Keeps what was chosen: of points those of the summary, of the others those beyond a bound.</summary>
    /// <returns>The points of the summary, most important first.</returns>
    /// <exception cref="NotesModelException">None of the points was chosen.</exception>
    public IReadOnlyList<FoundItem> Choose(ChoiceAnswer choice)
    {
        // All before any is kept: the numbers are those of now.
        var summary = Chosen(choice.Summary, _points);
        var decisions = Chosen(choice.Decisions, _decisions);
        var actions = Chosen(choice.ActionItems, _actions);
        var questions = Chosen(choice.OpenQuestions, _questions);
        var topics = Chosen(choice.Topics, _topics);
        Keep(_decisions, decisions, MaxItems);
        Keep(_actions, actions, MaxItems);
        Keep(_questions, questions, MaxItems);
        Keep(_topics, topics, MaxTopics);
        return summary.Count > 0 ? summary : throw new NotesModelException(NotesModelOutcome.Invalid, "The model chose no point for the summary.");
    }

    /// <summary>What a summary is made of where there is one piece only: its points come most important first.</summary>
    public IReadOnlyList<FoundItem> Points => _points;

    /// <summary>Makes the notes.</summary>
    /// <param name="transcript">Of the meeting.</param>
    /// <param name="points">For the summary, most important first.</param>
    public MeetingNotes ToNotes(Transcript transcript, IReadOnlyList<FoundItem> points)
    {
        var summary = points.Take(MeetingNotes.MaxSummaryLines).ToList();
        return new MeetingNotes(NotesSource.Model, transcript.Language)
        {
            Summary = [.. ByTime(summary).Select(Item)],
            Decisions = [.. ByTime(_decisions.Take(MaxItems)).Select(Item)],
            ActionItems = [.. ByTime(_actions.Take(MaxItems)).Select(item => new ActionItem(item.Text, item.Owner, item.Due, item.Evidence))],
            OpenQuestions = [.. ByTime(_questions.Take(MaxItems)).Select(Item)],
            Topics = Topics(transcript.Length, summary),
            SpeakingTimes = BuiltInSummariser.SpeakingTimes(transcript),
        };
    }

    private IEnumerable<(string Name, List<FoundItem> Items)> Lists() =>
        [("points", _points), ("decisions", _decisions), ("action_items", _actions), ("open_questions", _questions), ("topics", _topics)];

    // What the numbers mean, of one list.
    private List<FoundItem> Chosen(IReadOnlyList<int> numbers, List<FoundItem> items)
    {
        var before = Lists().TakeWhile(list => list.Items != items).Sum(list => list.Items.Count);
        return [.. numbers.Distinct().Where(number => number > before && number <= before + items.Count).Select(number => items[number - before - 1])];
    }

    private void Add<T>(List<FoundItem> items, IReadOnlyList<T> answered, Func<T, (ItemVerdict, FoundItem?)> judgement)
        where T : class
    {
        foreach (var answer in answered.Take(MaxOfPiece))
        {
            // That a list has no empty places is the one thing of the schema which its reader cannot see.
            var (verdict, item) = judgement(answer ?? throw new NotesModelException(NotesModelOutcome.Invalid, "The model's answer has an empty item."));
            metrics.Judged(verdict);
            if (item is not null)
            {
                AddNew(items, item);
            }
        }
    }

    // What is noted twice is noted once, with an owner if there is one; what two people are to do is to be done twice.
    private void AddNew(List<FoundItem> items, FoundItem item)
    {
        var stems = judge.StemsOf(item.Text);
        var index = items.FindIndex(other =>
            (other.Owner == item.Owner || other.Owner is null || item.Owner is null) &&
            judge.StemsOf(other.Text) is var known && known.Count(stems.Contains) > SameShare * Math.Max(stems.Count, known.Count));
        if (index < 0)
        {
            items.Add(item);
        }
        else if (items[index].Owner is null && item.Owner is not null)
        {
            items[index] = item;
        }
    }

    private static void Keep(List<FoundItem> items, List<FoundItem> chosen, int max)
    {
        if (items.Count > max)
        {
            items.RemoveAll(item => !chosen.Take(max).Contains(item));
        }
    }

    private List<NoteTopic> Topics(TimeSpan end, List<FoundItem> summary)
    {
        var starts = ByTime(_topics.Take(MaxTopics)).DistinctBy(topic => topic.Evidence.At).ToList();
        return
        [
            .. starts.Select((topic, index) =>
            {
                var (from, to) = (topic.Evidence.At, index + 1 < starts.Count ? starts[index + 1].Evidence.At : end);
                var lines = _points.Where(point => point.Evidence.At >= from && point.Evidence.At < to && !summary.Contains(point)).Take(MaxTopicLines);
                return new NoteTopic(topic.Text, from, to, [.. ByTime(lines).Select(Item)]);
            }),
        ];
    }

    private static IEnumerable<FoundItem> ByTime(IEnumerable<FoundItem> items) => items.OrderBy(item => item.Passage.First);

    private static NoteItem Item(FoundItem item) => new(item.Text, item.Evidence);
}
