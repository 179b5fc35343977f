using System.Text.Json;
using System.Text.RegularExpressions;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Bench;

/// <summary>A meeting of QMSum (https://github.com/Yale-LILY/QMSum, MIT) and the summary that people wrote of the whole of it.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Transcript">QMSum has no times: each turn gets those of 150 words a minute.</param>
/// <param name="Reference">The answer to the general query that asks for the whole meeting, else to the first general query.</param>
internal sealed partial record NotesMeeting(string Name, Transcript Transcript, string Reference)
{
    private const double SecondsPerWord = 0.4;

    /// <summary>Meetings of one series, of the same people about the same thing, which must not be on both sides of a test.</summary>
    public string Series => SeriesName.Match(Name) is { Success: true } match ? match.Value : Name;

    /// <summary>What kind of meeting: product, academic, committee.</summary>
    public int Kind => Name.StartsWith("covid", StringComparison.Ordinal) || Name.StartsWith("education", StringComparison.Ordinal) ? 0
        : SeriesName.IsMatch(Name) ? 1
        : 2;

    public static IReadOnlyList<NotesMeeting> ReadAll(string directory)
    {
        var meetings = Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal).Select(Read).ToList();
        return meetings.Count > 0 ? meetings : throw new InvalidOperationException($"There are no meetings (*.json) in {directory}.");
    }

    private static NotesMeeting Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var queries = json.RootElement.GetProperty("general_query_list").EnumerateArray().ToList();
        var whole = queries.FirstOrDefault(query => Text(query, "query").Contains("whole meeting", StringComparison.OrdinalIgnoreCase), queries[0]);
        var at = 0.0;
        var cues = new List<Cue>();
        foreach (var turn in json.RootElement.GetProperty("meeting_transcripts").EnumerateArray())
        {
            var text = Blanks.Replace(Noise.Replace(Text(turn, "content"), " "), " ").Trim();
            if (text.Length > 0)
            {
                var end = at + (SecondsPerWord * text.Split(' ').Length);
                cues.Add(new Cue(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(end), Text(turn, "speaker"), text));
                at = end;
            }
        }

        return new NotesMeeting(Path.GetFileNameWithoutExtension(path), Transcript.Of(cues), Text(whole, "answer"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    [GeneratedRegex(@"\{[^}]*\}|<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Noise { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }

    [GeneratedRegex(@"^[A-Z]{2}\d{4}", RegexOptions.CultureInvariant)]
    private static partial Regex SeriesName { get; }
}
