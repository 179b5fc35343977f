using System.Text;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>Transcript files as Zoom and others write them.</summary>
public sealed class WebVttTests
{
    private const string Zoom = """
        WEBVTT

        1
        00:00:05.790 --> 00:00:09.120
        Anna Berg: Good morning, can everybody hear me?

        2
        00:00:09.400 --> 00:00:13.514
        Игорь: Yes – and the 10:30 call is moved.

        3
        00:00:14.000 --> 00:00:15.250
        Okay.
        """;

    [Fact]
    public async Task A_transcript_of_Zoom_is_read_with_speakers_and_times()
    {
        var transcript = await ReadAsync(Zoom);

        Assert.Equal(
            [("Anna Berg", 5790, 9120, "Good morning, can everybody hear me?"), ("Игорь", 9400, 13514, "Yes – and the 10:30 call is moved."), (null, 14000, 15250, "Okay.")],
            transcript.Turns.Select(Shown));
        Assert.Equal(["Anna Berg", "Игорь"], transcript.Speakers);
        Assert.Equal(TimeSpan.FromSeconds(15.25), transcript.Length);
        Assert.False(transcript.IsTruncated);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Any_line_break_will_do(string lineBreak) =>
        Assert.Equal(3, (await ReadAsync(Zoom.ReplaceLineEndings(lineBreak))).Turns.Count);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task A_byte_order_mark_is_no_text(string encoding)
    {
        var to = Encoding.GetEncoding(encoding);
        using var file = new MemoryStream([.. to.GetPreamble(), .. to.GetBytes("00:01.000 --> 00:02.000\nИгорь: Да.\n\n00:03.000 --> 00:04.000\nИгорь: Нет.")]);

        Assert.Equal("Да. Нет.", Assert.Single((await WebVtt.ReadAsync(file, default)).Turns).Text);
    }

    [Fact]
    public async Task Header_numbers_hours_and_blank_lines_may_be_missing()
    {
        var transcript = await ReadAsync("""
            00:01.000 --> 00:02.500
            Anna: One.
            2
            00:03,000 --> 00:04,500 align:start position:0%
            Bo: Two
            lines.
            100:00:05.000 --> 100:00:06.000
            Anna: Three.
            """);

        Assert.Equal(
            [("Anna", 1000, 2500, "One."), ("Bo", 3000, 4500, "Two lines."), ("Anna", 360_005_000, 360_006_000, "Three.")],
            transcript.Turns.Select(Shown));
    }

    [Fact]
    public async Task Notes_styles_regions_and_ids_are_no_speech()
    {
        var transcript = await ReadAsync("""
            WEBVTT - made by hand

            NOTE
            Anna: this was not said

            STYLE
            ::cue { color: red }

            REGION
            id:one

            intro
            00:01.000 --> 00:02.000
            NOTE was said.
            """);

        Assert.Equal((null, 1000, 2000, "NOTE was said."), Shown(Assert.Single(transcript.Turns)));
    }

    [Fact]
    public async Task Tags_go_entities_are_resolved_and_other_angle_brackets_stay()
    {
        var transcript = await ReadAsync("""
            00:01.000 --> 00:02.000
            <v.loud Anna &amp; Bo>If <i>x</i> &lt; y or a < b <00:01.500>then R&amp;D</v>
            """);

        Assert.Equal(("Anna & Bo", 1000, 2000, "If x < y or a < b then R&D"), Shown(Assert.Single(transcript.Turns)));
    }

    [Fact]
    public async Task Two_voices_of_one_cue_are_two_speakers()
    {
        var transcript = await ReadAsync("00:01.000 --> 00:02.000\n<v Anna>Hello.</v>\n<v Bo>Hi.</v>");

        Assert.Equal([("Anna", 1000, 2000, "Hello."), ("Bo", 1000, 2000, "Hi.")], transcript.Turns.Select(Shown));
    }

    [Fact]
    public async Task Cues_out_of_order_are_put_in_order_and_a_cue_given_twice_counts_once()
    {
        var transcript = await ReadAsync("""
            00:05.000 --> 00:06.000
            Anna: Second.

            00:01.000 --> 00:03.000
            Anna: First.

            00:01.000 --> 00:03.000
            Anna: First.

            00:08.000 --> 00:07.000
            Bo: Ends before it begins.
            """);

        Assert.Equal([("Anna", 1000, 6000, "First. Second."), ("Bo", 8000, 8000, "Ends before it begins.")], transcript.Turns.Select(Shown));
    }

    [Fact]
    public async Task Overlapping_cues_are_spoken_once()
    {
        var turn = Assert.Single((await ReadAsync("00:01.000 --> 00:05.000\nAnna: One.\n\n00:04.000 --> 00:06.000\nAnna: Two.\n\n00:08.000 --> 00:09.000\nAnna: Three.")).Turns);

        Assert.Equal(TimeSpan.FromSeconds(6), turn.Spoken);
    }

    [Theory]
    [InlineData("The plan is: we wait.")]
    [InlineData("10:30 is the call.")]
    [InlineData("See https://example.org: it is there.")]
    [InlineData("Question: who goes?")]
    [InlineData("Ready? Then: go.")]
    public async Task A_colon_without_a_speaker_names_nobody(string text)
    {
        var transcript = await ReadAsync($"00:01.000 --> 00:02.000\nAnna: Hi.\n\n00:03.000 --> 00:04.000\nBo: Hi.\n\n00:05.000 --> 00:06.000\n{text}");

        Assert.Equal((null, 5000, 6000, text), Shown(transcript.Turns[^1]));
    }

    [Theory]
    [InlineData("Anna 🎉 Berg")]
    [InlineData("anna")]
    [InlineData("Dr. Anna van der Berg (she/her)")]
    [InlineData("Team:Anna")]
    [InlineData("Board: Anna")]
    [InlineData("iPhone von Anna")]
    [InlineData("+49 170 ***55")]
    [InlineData("Анна-Мария О'Коннор")]
    public async Task A_name_may_look_strange_if_it_comes_again(string name)
    {
        var cues = Enumerable.Range(1, 4).Select(n => $"00:0{n}.000 --> 00:0{n}.900\n{name}: Sentence {n}.");

        var turn = Assert.Single((await ReadAsync(string.Join("\n\n", cues))).Turns);

        Assert.Equal((name, "Sentence 1. Sentence 2. Sentence 3. Sentence 4."), (turn.Speaker, turn.Text));
    }

    [Fact]
    public async Task A_single_label_in_captions_without_names_is_no_speaker()
    {
        var cues = Enumerable.Range(1, 5).Select(n => $"00:0{n}.000 --> 00:0{n}.900\nsentence number {n}.");

        var transcript = await ReadAsync($"{string.Join("\n\n", cues)}\n\n00:07.000 --> 00:08.000\nBudget: it is agreed.");

        Assert.Empty(transcript.Speakers);
        Assert.EndsWith("Budget: it is agreed.", transcript.Turns[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentence_over_several_cues_is_one_turn_even_where_only_the_first_names_the_speaker()
    {
        var transcript = await ReadAsync("""
            00:01.000 --> 00:02.000
            Anna: We send the plan

            00:02.100 --> 00:03.000
            on Friday.

            00:03.100 --> 00:04.000
            Bo: Good.

            00:30.000 --> 00:31.000
            Bo: Much later.
            """);

        Assert.Equal(
            [("Anna", 1000, 3000, "We send the plan on Friday."), ("Bo", 3100, 4000, "Good."), ("Bo", 30000, 31000, "Much later.")],
            transcript.Turns.Select(Shown));
    }

    [Fact]
    public async Task The_time_of_a_place_in_a_turn_is_that_of_its_cue_and_then_in_proportion()
    {
        var turn = Assert.Single((await ReadAsync("00:10.000 --> 00:20.000\nAnna: 0123456789\n\n00:22.000 --> 00:24.000\nAnna: abcd")).Turns);

        Assert.Equal([10, 15, 22, 23], ((int[])[0, 5, 11, 13]).Select(place => (int)turn.TimeAt(place).TotalSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("WEBVTT")]
    [InlineData("<html><body>Log in</body></html>")]
    [InlineData("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<i></i>&nbsp;\n")]
    [InlineData("00:xx --> 00:02.000\nAnna: Hi.")]
    public async Task What_holds_no_speech_is_an_empty_transcript(string text) => Assert.Empty((await ReadAsync(text)).Turns);

    [Fact]
    public async Task A_huge_cue_is_cut_and_invalid_bytes_do_no_harm()
    {
        using var file = new MemoryStream([.. "00:01.000 --> 00:02.000\nAnna: "u8, 0xff, 0xfe, 0, 7, .. Encoding.UTF8.GetBytes(new string('a', 3_000_000))]);

        var cue = Assert.Single((await WebVtt.ReadAsync(file, default)).Cues);

        Assert.InRange(cue.Text.Length, 4_000, WebVtt.MaxCueLength);
        Assert.DoesNotContain('\0', cue.Text);
    }

    [Fact]
    public async Task An_endless_file_is_read_to_the_limit_and_said_to_be_cut()
    {
        using var endless = new EndlessStream("00:01.000 --> 00:02.000\nAnna: again and again\n\n");

        var transcript = await WebVtt.ReadAsync(endless, default);

        Assert.True(transcript.IsTruncated);
        Assert.InRange(endless.BytesRead, 1, WebVtt.MaxLength + 100_000);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var endless = new EndlessStream("x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WebVtt.ReadAsync(endless, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_cue_without_words_is_left_out() =>
        Assert.Equal("Hi.", Assert.Single(Transcript.Of([new Cue(default, default, "Anna", ""), new Cue(default, default, "Anna", "Hi.")]).Turns).Text);

    private static async Task<Transcript> ReadAsync(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await WebVtt.ReadAsync(file, default);
    }

    private static (string? Speaker, int Start, int End, string Text) Shown(Turn turn) =>
        (turn.Speaker, (int)turn.Start.TotalMilliseconds, (int)turn.End.TotalMilliseconds, turn.Text);

    private sealed class EndlessStream(string text) : Stream
    {
        private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var index = 0; index < count; index++)
            {
                buffer[offset + index] = _text[BytesRead++ % _text.Length];
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
