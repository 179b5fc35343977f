using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Recordings;

public sealed class NotesTextTests
{
    private static readonly Moments Whole = new([TimeSpan.FromHours(2)], areTimesOfRecording: true);

    [Fact]
    public void A_caption_never_exceeds_its_limit_and_says_whether_the_summary_is_whole()
    {
        var shown = Shown(new MeetingNotes(NotesSource.MeetingSummary, NotesLanguage.English)
        {
            Summary = [.. Enumerable.Range(0, 20).Select(number => new NoteItem($"{number} {new string('x', 200)}"))],
        });

        var caption = NotesText.Caption(new string('f', 300), shown, Whole);

        Assert.InRange(TelegramHtml.VisibleLength(caption.Html), 800, TelegramHtml.CaptionLimit);
        Assert.False(caption.IsWhole);
        Assert.Contains("• 0 ", caption.Html, StringComparison.Ordinal);
        Assert.EndsWith("<i>From Zoom's AI summary.</i>", caption.Html, StringComparison.Ordinal);
        Assert.True(NotesText.Caption("f", Shown(Short()), Whole).IsWhole);
    }

    [Fact]
    public void Long_notes_take_several_messages_within_the_limit_and_no_more_than_anybody_reads()
    {
        var shown = Shown(Short() with
        {
            Decisions = [.. Enumerable.Range(0, 100).Select(number => new NoteItem($"{number} & {new string('y', 250)}"))],
        });

        var messages = NotesText.Messages(shown, Whole, NotesLength.Normal, withSummary: true);

        Assert.Equal(NotesText.MaxMessages, messages.Count);
        Assert.All(messages, message => Assert.InRange(TelegramHtml.VisibleLength(message), 1, TelegramHtml.TextLimit));
        Assert.EndsWith("…", messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_caption_says_in_full_is_not_said_again()
    {
        Assert.Empty(NotesText.Messages(Shown(Short()), Whole, NotesLength.Normal, withSummary: false));
        Assert.Contains("Short.", Assert.Single(NotesText.Messages(Shown(Short()), Whole, NotesLength.Normal, withSummary: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_to_do_something_by_when_is_said_once()
    {
        var shown = Shown(Short() with
        {
            ActionItems =
            [
                new ActionItem("Send the plan.", "Anna <3", "by Friday", new Evidence(TimeSpan.FromSeconds(3661), "Anna <3", "I will send the plan by Friday.")),
                new ActionItem("Call Ben by Monday.", null, "by Monday"),
            ],
        });

        var text = Assert.Single(NotesText.Messages(shown, Whole, NotesLength.Normal, withSummary: false));

        Assert.Contains("☐ <b>Anna &lt;3</b>: Send the plan. (by Friday) · 1:01:01", Plain(text), StringComparison.Ordinal);
        Assert.Contains("☐ Call Ben by Monday.\n", Plain(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/disconnect")]
    [InlineData("@all")]
    [InlineData("evil.com")]
    [InlineData("12:34")]
    public void What_was_said_cannot_be_tapped(string said)
    {
        var shown = Shown(new MeetingNotes(NotesSource.BuiltIn, NotesLanguage.English) { Summary = [new NoteItem(said)] });

        Assert.DoesNotContain(said, NotesText.Caption("", shown, Whole).Html, StringComparison.Ordinal);
        Assert.Contains(said, Plain(NotesText.Caption("", shown, Whole).Html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "0:05")]
    [InlineData(3599, "59:59")]
    [InlineData(3600, "part 2 0:⁠00")]
    [InlineData(4000, "part 2 6:⁠40")]
    [InlineData(9000, "2:⁠30:⁠00")]
    public void Only_times_of_the_audio_that_is_replied_to_can_be_tapped(int seconds, string expected)
    {
        var moments = new Moments([TimeSpan.FromHours(1), TimeSpan.FromHours(1)], areTimesOfRecording: true);

        Assert.Equal(expected, moments.Html(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void Times_of_another_clock_cannot_be_tapped() =>
        Assert.Equal("0:⁠05", new Moments([TimeSpan.FromHours(1)], areTimesOfRecording: false).Html(TimeSpan.FromSeconds(5)));

    private static MeetingNotes Short() => new(NotesSource.MeetingSummary, NotesLanguage.English) { Summary = [new NoteItem("Short.")] };

    private static ShownNotes Shown(MeetingNotes notes) => new(notes, null, null) { Stamp = "" };

    private static string Plain(string html) => html.Replace("\u2060", "", StringComparison.Ordinal);
}
