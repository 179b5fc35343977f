using System.Globalization;
using ZoomAspire.Core.Notes;
using static ZoomAspire.Tests.Notes.NotesModelScene;

namespace ZoomAspire.Tests.Notes;

/// <summary>Long meetings go to the model in pieces, and cost no more than they may.</summary>
public sealed class NotesModelLongMeetingTests
{
    private const int Sentences = 120;

    private static readonly NotesModelLimits Small = Limits with { PieceLength = 1_200 };

    private static readonly Transcript Long = Meeting(
    [
        .. Enumerable.Range(0, Sentences).Select(index =>
            ((string?)(index % 3 == 0 ? "Anna Koch" : "Igor Petrov"), $"Now we decided to buy the {Thing(index)} for the office.")),
    ]);

    [Fact]
    public async Task All_of_it_is_sent_once_and_every_item_keeps_the_time_at_which_it_was_said()
    {
        await using var scene = await StartAsync(Small);
        scene.Say = request => request.IsChoice ? Choose(request, 7) : Note(request);

        var notes = await scene.SummariseAsync(Long);

        var pieces = scene.Requests.Where(request => !request.IsChoice).ToList();
        Assert.InRange(pieces.Count, 6, 12);
        Assert.All(pieces, piece => Assert.InRange(piece.User.Length, 1, Small.PieceLength + 200));
        Assert.Equal(Enumerable.Range(1, Sentences), pieces.SelectMany(piece => piece.Lines).Select(line => line.Number).Order());
        Assert.Single(scene.Requests, request => request.IsChoice);
        Assert.InRange(scene.MostAtOnce, 1, Small.Concurrency);
        Assert.NotNull(notes);
        Assert.Equal(MeetingNotes.MaxSummaryLines, notes.Summary.Count);
        Assert.All(notes.Summary.Concat(notes.Decisions).Concat(notes.Topics.SelectMany(topic => topic.Lines)), item =>
        {
            var index = (int)(item.Evidence!.At / TimeSpan.FromSeconds(10));
            Assert.Equal($"Buy the {Thing(index)}.", item.Text);
            Assert.Equal($"Now we decided to buy the {Thing(index)} for the office.", item.Evidence.Quote);
        });
        Assert.Equal(ModelDraft.MaxItems, notes.Decisions.Count);
        Assert.InRange(notes.Topics.Count, 6, ModelDraft.MaxTopics);
        Assert.Equal(notes.Topics.Select(topic => topic.Start).Order(), notes.Topics.Select(topic => topic.Start));
        Assert.True(notes.Topics[^1].End == Long.Length);
    }

    [Fact]
    public async Task The_summary_is_what_the_model_chose_of_its_own_points_and_nothing_else()
    {
        await using var scene = await StartAsync(Small);
        var chosen = new List<string>();
        scene.Say = request =>
        {
            if (!request.IsChoice)
            {
                return Note(request);
            }

            var points = Section(request, "points", "decisions");
            chosen.AddRange([points[2].Text, points[^1].Text]);
            return new
            {
                // A number twice, numbers that are none of a point, and one that is nothing's.
                summary = new[] { points[2].Number, points[2].Number, points[^1].Number, Section(request, "decisions", "action_items")[0].Number, 0, -1, 9999 },
                decisions = Array.Empty<int>(),
                action_items = Array.Empty<int>(),
                open_questions = Array.Empty<int>(),
                topics = Array.Empty<int>(),
            };
        };

        var notes = await scene.SummariseAsync(Long);

        Assert.Equal(chosen, notes!.Summary.Select(item => item.Text));
    }

    [Fact]
    public async Task One_piece_without_an_answer_leaves_no_notes_that_lack_a_part()
    {
        await using var scene = await StartAsync(Small);
        scene.Say = request => request.Lines[0].Number > 30 ? new { sorry = true } : Note(request);

        Assert.Null(await scene.SummariseAsync(Long));
    }

    [Fact]
    public async Task Meetings_at_once_share_the_places_of_their_process()
    {
        await using var scene = await StartAsync(Small);
        var isCrowded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Say = request => request.IsChoice ? Choose(request, 7) : Note(request);
        for (var index = 0; index < Small.Concurrency; index++)
        {
            scene.First.Enqueue(async context =>
            {
                if (scene.Requests.Count >= Small.Concurrency)
                {
                    isCrowded.TrySetResult();
                }

                await isCrowded.Task;
                await Status(503)(context);
            });
        }

        var meetings = Enumerable.Range(0, 6).Select(_ => scene.SummariseAsync(Long)).ToList();
        foreach (var meeting in meetings)
        {
            Assert.NotNull(await scene.WaitForAsync(meeting, TimeSpan.FromSeconds(1)));
        }

        Assert.Equal(Small.Concurrency, scene.MostAtOnce);
    }

    [Fact]
    public async Task A_meeting_of_more_pieces_than_may_be_is_not_sent_at_all()
    {
        await using var scene = await StartAsync(Small with { MaxPieces = 3 });
        scene.Say = Note;

        Assert.Null(await scene.SummariseAsync(Long));
        Assert.Empty(scene.Requests);
    }

    [Fact]
    public async Task A_meeting_makes_no_more_requests_than_it_may()
    {
        await using var scene = await StartAsync(Small with { MaxRequests = 4 });
        scene.Say = request => request.IsChoice ? Choose(request, 7) : Note(request);

        Assert.Null(await scene.SummariseAsync(Long));

        // Those that are under way when the fifth is refused end with it, perhaps unsent.
        Assert.InRange(scene.Requests.Count, 1, 4);
    }

    private static string Thing(int index) => $"thing{(char)('a' + (index / 12))}{(char)('a' + (index % 12))}";

    private static object Note(ModelRequest request)
    {
        object[] items = [.. request.Lines.Take(4).Select(line => Item(line.Number, line.Text[4..], $"Buy the {line.Text.Split(' ')[6]}."))];
        return Answer(points: items, decisions: items, topics: [Item(request.Lines[0].Number, request.Lines[0].Text, $"Office {request.Lines[0].Text.Split(' ')[6]}")]);
    }

    private static object Choose(ModelRequest request, int each) => new
    {
        summary = Section(request, "points", "decisions").Where((_, index) => index % each == 0).Select(item => item.Number),
        decisions = Section(request, "decisions", "action_items").Select(item => item.Number),
        action_items = Array.Empty<int>(),
        open_questions = Array.Empty<int>(),
        topics = Section(request, "topics", "END").Select(item => item.Number),
    };

    // The numbered items below the name of a list.
    private static List<(int Number, string Text)> Section(ModelRequest request, string name, string next)
    {
        var lines = request.User.Split('\n').SkipWhile(line => line != name).Skip(1).TakeWhile(line => !line.StartsWith(next, StringComparison.Ordinal));
        return [.. lines.Where(line => line.Length > 0).Select(line => line.Split(' ', 3)).Select(parts => (int.Parse(parts[0].Trim('[', ']'), CultureInfo.InvariantCulture), parts[2]))];
    }
}
