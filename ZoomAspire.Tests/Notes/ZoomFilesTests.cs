using System.Text;
using System.Text.Json;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>Zoom's summaries, chat files and timelines.</summary>
public sealed class ZoomFilesTests
{
    [Fact]
    public void The_Markdown_of_a_meeting_summary_becomes_sections()
    {
        var notes = Summary("""
            {"summary_title":"Meeting summary for Board","summary_overview":"old","next_steps":["old"],
             "summary_content":"## Key takeaways\n- Budget **agreed**, see [the doc](https://docs.zoom.us/doc/abc)\n\n## Action items\n- **Anna**\n  - Send the plan\n  - Call Bo\n- **Bo Lee:** Book a room\n- Everybody reads it\n\n## Decisions\n1. Hire two people\n\n## Open questions\n- Who pays?\n\n## Details\n### Budget\nAnna presented the figures.\n### Hiring\n* Two people."}
            """);

        Assert.NotNull(notes);
        Assert.Equal((NotesSource.MeetingSummary, NotesLanguage.Unknown, "Meeting summary for Board"), (notes.Source, NotesLanguage.Unknown, notes.Title));
        Assert.Equal(["Budget agreed, see the doc"], notes.Summary.Select(item => item.Text));
        Assert.Equal(
            [("Anna", "Send the plan"), ("Anna", "Call Bo"), ("Bo Lee", "Book a room"), (null, "Everybody reads it")],
            notes.ActionItems.Select(item => (item.Owner, item.Text)));
        Assert.Equal(["Hire two people"], notes.Decisions.Select(item => item.Text));
        Assert.Equal(["Who pays?"], notes.OpenQuestions.Select(item => item.Text));
        Assert.Equal([("Budget", "Anna presented the figures."), ("Hiring", "Two people.")], notes.Topics.Select(topic => (topic.Title, Assert.Single(topic.Lines).Text)));
    }

    [Fact]
    public void Quick_recap_next_steps_and_topics_below_a_summary_are_told_apart()
    {
        var notes = Summary("""
            {"summary_content":"## Quick recap\nThe board met.\n\n## Next steps\n### Anna\n- Send the plan\n\n## Summary\n### The next steps of the budget were discussed at length\nIt was long.\n### Hiring\nTwo people."}
            """);

        Assert.NotNull(notes);
        Assert.Equal(["The board met."], notes.Summary.Select(item => item.Text));
        Assert.Equal(("Anna", "Send the plan"), (Assert.Single(notes.ActionItems).Owner, notes.ActionItems[0].Text));
        Assert.Equal(["The next steps of the budget were discussed at length", "Hiring"], notes.Topics.Select(topic => topic.Title));
    }

    [Theory]
    [InlineData("## Следующие шаги\n- Анна: Отправить план")]
    [InlineData("## Nächste Schritte\n- Анна: Отправить план")]
    [InlineData("**Prochaines étapes**\n- x")]
    [InlineData("## Próximos passos:\n- Анна: Отправить план")]
    public void Headings_are_known_in_other_languages(string content)
    {
        var notes = Summary(JsonSerializer.Serialize(new { summary_content = content }));

        Assert.NotNull(notes);
        Assert.True(content.StartsWith('*') || notes.ActionItems is [{ Owner: "Анна", Text: "Отправить план" }]);
    }

    [Fact]
    public void The_older_fields_are_read_where_there_is_no_Markdown_and_edits_come_first()
    {
        var notes = Summary("""
            {"summary_overview":"Old overview.","summary_details":[{"label":"Budget","summary":"Figures."},{"summary":"No label."},{}],
             "next_steps":["Anna will send the plan","Bo: Book a room",7,null],"edited_summary":{"summary_overview":"New overview.","next_steps":[]}}
            """);

        Assert.NotNull(notes);
        Assert.Equal(["New overview."], notes.Summary.Select(item => item.Text));
        Assert.Equal([("Budget", "Figures."), ("", "No label.")], notes.Topics.Select(topic => (topic.Title, topic.Lines[0].Text)));
        Assert.Equal([(null, "Anna will send the plan"), ("Bo", "Book a room")], notes.ActionItems.Select(item => (item.Owner, item.Text)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"summary_content":"","summary_details":"x","next_steps":{}}""")]
    [InlineData("""{"summary_content":"\ud800"}""")]
    public void A_summary_that_says_nothing_is_none(string json) => Assert.Null(Summary(json));

    [Fact]
    public async Task The_summary_file_of_a_recording_becomes_topics_by_time()
    {
        var notes = await RecordingSummaryFiles.ReadSummaryAsync(
            Stream("""
                {"overall_summary":"The board agreed the budget.","items":[
                 {"label":"Hiring","start_time":"00:09:13.190","summary":"Two people."},
                 {"label":"Budget","start_time":"00:00:00.000","end_time":"00:09:13.190","summary":"Anna presented the figures.","short_summary":""},
                 {"summary":"Nothing else."},{},"x",5]}
                """),
            default);

        Assert.NotNull(notes);
        Assert.Equal(NotesSource.RecordingSummary, notes.Source);
        Assert.Equal("The board agreed the budget.", Assert.Single(notes.Summary).Text);
        Assert.Contains(notes.Topics, topic => topic is { Title: "Budget", Start.TotalSeconds: 0, End.TotalSeconds: 553.19, Lines: [{ Text: "Anna presented the figures." }] });
        Assert.Equal("Hiring", notes.Topics[^1].Title);
    }

    [Theory]
    [InlineData("""["Anna: Send the plan"]""")]
    [InlineData("""{"next_steps":["Anna: Send the plan"]}""")]
    [InlineData("""{"summary_next_steps":{"items":[{"text":"Send the plan","assignee":"Anna"}]}}""")]
    public async Task What_is_recognised_in_a_file_of_next_steps_becomes_action_items(string json)
    {
        var notes = await RecordingSummaryFiles.ReadNextStepsAsync(Stream(json), default);

        Assert.Equal(("Anna", "Send the plan"), (Assert.Single(notes!.ActionItems).Owner, notes.ActionItems[0].Text));
    }

    [Theory]
    [InlineData("<html>Log in</html>")]
    [InlineData("""{"unknown":{"shape":[1,2]}}""")]
    [InlineData("")]
    public async Task A_file_that_is_not_recognised_gives_no_notes(string text)
    {
        Assert.Null(await RecordingSummaryFiles.ReadSummaryAsync(Stream(text), default));
        Assert.Null(await RecordingSummaryFiles.ReadNextStepsAsync(Stream(text), default));
    }

    [Fact]
    public async Task The_files_of_a_recording_complete_each_other()
    {
        var summary = await RecordingSummaryFiles.ReadSummaryAsync(Stream("""{"overall_summary":"Agreed."}"""), default);
        var chapters = await RecordingSummaryFiles.ReadSummaryAsync(Stream("""{"smart_chapters":[{"title":"Budget","start_time":"00:01:00"}]}"""), default);
        var steps = await RecordingSummaryFiles.ReadNextStepsAsync(Stream("""["Bo: Book a room"]"""), default);

        var notes = RecordingSummaryFiles.Combine([summary, null, chapters, steps]);

        Assert.NotNull(notes);
        Assert.Equal(("Agreed.", "Budget", "Bo"), (notes.Summary[0].Text, notes.Topics[0].Title, notes.ActionItems[0].Owner));
    }

    [Fact]
    public async Task A_chat_file_is_read_in_all_its_shapes_and_private_messages_are_left_out()
    {
        var lines = await ChatFile.ReadAsync(
            Stream(
                "00:01:02\tAnna Berg:\tSee https://example.org: a list\r\nsecond line\r\n" +
                "00:02:03 From Bo Lee to Everyone:\r\n\tHello: all\r\n" +
                "00:02:04 From Bo Lee to Anna Berg (Direct Message):\r\n\tsecret\r\n" +
                "00:02:05 From Bo Lee to Anna Berg(Privately) : secret too\r\n" +
                "09:05 From  Anna  to  Everyone : Late\r\n" +
                "00:03:00\tno name here\r\n"),
            default);

        Assert.Equal(
            [
                (62, "Anna Berg", "See https://example.org: a list\nsecond line"),
                (123, "Bo Lee", "Hello: all"),
                (32_700, "Anna", "Late"),
                (180, null, "no name here"),
            ],
            lines.Select(line => ((int)line.At.TotalSeconds, line.Sender, line.Text)));
    }

    [Fact]
    public async Task A_timeline_names_captions_only_where_one_person_alone_spoke()
    {
        var timeline = await SpeakerTimeline.ReadAsync(
            Stream("""
                {"timeline":[{"ts":"00:00:00.000","users":[{"username":"Wrong"}]}],
                 "timeline_refine":[{"ts":"00:00:10.000","users":[{"username":"Bo","multiple_people":false}]},
                 {"ts":"00:00:01.000","users":[{"username":"Anna","multiple_people":false}]},
                 {"ts":"00:00:20.000","users":[{"username":"Room","multiple_people":true}]},
                 {"ts":"00:00:30.000","users":[{"username":"Anna"},{"username":"Bo"}]},{"ts":"x"},{}]}
                """),
            default);
        var cues = ((int[])[2, 8, 12, 21, 31]).Select(at => new Cue(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at + 4), null, $"words at {at}"));
        var named = timeline.Name(Transcript.Of([.. cues, new Cue(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(41), "Given", "words")]));

        Assert.Equal(["Anna", null, "Bo", null, null, "Given"], named.Cues.Select(cue => cue.Speaker));
    }

    [Fact]
    public async Task A_timeline_that_cannot_be_read_names_nobody() => Assert.True((await SpeakerTimeline.ReadAsync(Stream("[1"), default)).IsEmpty);

    private static MeetingNotes? Summary(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ZoomMeetingSummary.Read(document.RootElement);
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
