using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>One caption: who says what from when to when.</summary>
internal sealed record Caption(TimeSpan Start, TimeSpan End, string Speaker, string Words);

/// <summary>
/// The committed recording (Assets/) as sound, picture and words, at its own length or repeated for longer meetings.
/// </summary>
internal sealed class MeetingScript
{
    private static readonly Lazy<MeetingScript> Shared = new(() => new MeetingScript());

    private readonly Mp4File _audio = new(Asset("meeting.m4a"));
    private readonly Mp4File _video = new(Asset("meeting.mp4"));
    private readonly List<Caption> _captions = ReadCaptions(Encoding.UTF8.GetString(Asset("meeting.vtt")));

    private MeetingScript()
    {
    }

    public static MeetingScript Instance => Shared.Value;

    /// <summary>The summary of the meeting, as Markdown.</summary>
    public string Summary { get; } = Encoding.UTF8.GetString(Asset("meeting.summary.md"));

    /// <summary>Who speaks, in the order of their first words.</summary>
    public IReadOnlyList<string> Speakers => [.. _captions.Select(caption => caption.Speaker).Distinct()];

    public TimeSpan Length(int rounds) => _audio.Period * rounds;

    /// <summary>How often the recording has to be repeated to last about <paramref name="length"/>.</summary>
    public int RoundsFor(TimeSpan length) => Math.Max(1, (int)Math.Round(length / _audio.Period));

    /// <summary>The beginning of an audio file, and nothing to hear.</summary>
    public RecordingContent NoSound => _audio.Beginning;

    public RecordingContent Audio(int rounds) => _audio.Repeat(rounds);

    public RecordingContent Video(int rounds) => _video.Repeat(rounds);

    /// <summary>The transcript as Zoom writes it; its times are those of the sound.</summary>
    public byte[] Transcript(int rounds)
    {
        var text = new StringBuilder("WEBVTT\n");
        var number = 0;
        foreach (var caption in Captions(rounds))
        {
            number++;
            text.Append(CultureInfo.InvariantCulture, $"\n{number}\n{Stamp(caption.Start)} --> {Stamp(caption.End)}\n")
                .Append(CultureInfo.InvariantCulture, $"{caption.Speaker}: {caption.Words}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Who spoke when (file type TIMELINE).</summary>
    public byte[] Timeline(int rounds)
    {
        var entries = Captions(rounds).Select(caption => (JsonNode)new JsonObject
        {
            ["ts"] = Stamp(caption.Start),
            ["users"] = new JsonArray(new JsonObject
            {
                ["username"] = caption.Speaker,
                ["multiple_people"] = false,
                ["user_id"] = (16_778_240 + (1024 * Speakers.ToList().IndexOf(caption.Speaker))).ToString(CultureInfo.InvariantCulture),
                ["zoom_userid"] = "",
                ["avatar_url"] = "",
                ["client_type"] = 2,
                ["email_address"] = "",
            }),
        });
        var timeline = new JsonObject { ["timeline"] = new JsonArray([.. entries]), ["timeline_refine"] = new JsonArray() };
        return Encoding.UTF8.GetBytes(timeline.ToJsonString(ZoomJson.Api));
    }

    /// <summary>The chat of the meeting: time, sender and text, separated by tabs.</summary>
    public byte[] Chat() => Encoding.UTF8.GetBytes(
        $"00:00:21\t{Speakers[1]}:\tThe numbers so far: https://example.org/load-test\n00:00:58\t{Speakers[2]}:\tI will take both.\n");

    /// <summary>The summary as a recording file (file type SUMMARY).</summary>
    public byte[] SummaryFile()
    {
        var summary = new JsonObject
        {
            ["overall_summary"] = "The team moved the launch to Thursday, the third of December, and kept the storage budget.",
            ["items"] = new JsonArray(
                Item("Launch date", TimeSpan.Zero, _captions[7].End, "The load test needs two more days; the launch moves to Thursday."),
                Item("Beta feedback", _captions[8].Start, _captions[12].End, "Most users like the audio; summaries should be shorter."),
                Item("Budget", _captions[13].Start, _captions[14].End, "Two thousand euros for storage this quarter.")),
        };
        return Encoding.UTF8.GetBytes(summary.ToJsonString(ZoomJson.Api));
    }

    private static JsonObject Item(string label, TimeSpan start, TimeSpan end, string summary) => new()
    {
        ["label"] = label,
        ["start_time"] = Stamp(start),
        ["end_time"] = Stamp(end),
        ["summary"] = summary,
        ["short_summary"] = "",
    };

    private static List<Caption> ReadCaptions(string vtt) =>
    [
        .. vtt.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(cue =>
        {
            var lines = cue.Split('\n');
            var times = lines[1].Split(" --> ");
            var words = lines[2].Split(": ", 2);
            return new Caption(Read(times[0]), Read(times[1]), words[0], words[1]);
        }),
    ];

    private static TimeSpan Read(string stamp) => TimeSpan.ParseExact(stamp, @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private static string Stamp(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");

    private static byte[] Asset(string name)
    {
        using var stream = typeof(MeetingScript).Assembly.GetManifestResourceStream($"ZoomAspire.Simulator.Assets.{name}")
            ?? throw new InvalidOperationException($"The asset {name} is not part of this build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private IEnumerable<Caption> Captions(int rounds) => Enumerable.Range(0, rounds).SelectMany(round => _captions.Select(
        caption => caption with { Start = caption.Start + Length(round), End = caption.End + Length(round) }));
}
