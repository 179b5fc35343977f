using System.Diagnostics;
using System.Globalization;
using ZoomAspire.Core.Notes;
using ZoomAspire.Tests.Notes;

namespace ZoomAspire.Bench;

/// <summary>
/// How good the built-in notes are, on meetings of QMSum, beside chance, textbook ways, and the best that is possible; how right action items
/// and decisions are on dialogues labelled by hand; how fast it goes.
/// </summary>
internal static class NotesBenchmark
{
    public const string Command = "notes";

    private const int Folds = 4;
    private const int Seed = 3;
    private const int Seeds = 5;

    private const string Usage = """
        notes DIRECTORY           scores on the meetings of QMSum there, of labelled dialogues, and speed
        notes tune DIRECTORY      cross-validates how sentences are weighed
        notes learn DIRECTORY     writes the table of words that is learned of these meetings
        """;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        switch (args)
        {
            case ["tune", var directory]:
                Tune(NotesMeeting.ReadAll(directory), output, cancellationToken);
                return 0;
            case ["learn", var directory]:
                await output.WriteLineAsync(NotesLearning.Notice.AsMemory(), cancellationToken);
                new NotesLearning(NotesMeeting.ReadAll(directory)).Write(output);
                return 0;
            case [var directory] when Directory.Exists(directory):
                Measure(NotesMeeting.ReadAll(directory), output, cancellationToken);
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }

    private static void Measure(IReadOnlyList<NotesMeeting> meetings, TextWriter output, CancellationToken cancellationToken)
    {
        NotesScores[] systems =
        [
            new("built-in", meetings, Ours),
            new("built-in, the five lines as sent", meetings, NotesSystems.Tldr),
            new("random sentences", [.. Enumerable.Range(0, Seeds).SelectMany(_ => meetings)], RandomInTurn()),
            new("lead", meetings, NotesSystems.Lead),
            new("longest sentences", meetings, NotesSystems.Longest),
            new("TextRank", meetings, NotesSystems.TextRank),
            new("oracle", meetings, meeting => NotesSystems.Oracle(meeting, NotesScores.Words)),
        ];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{meetings.Count} meetings, F1 in percent at {NotesScores.Words} words, 95 % intervals over meetings"));
        foreach (var stemmed in (bool[])[false, true])
        {
            output.WriteLine($"{(stemmed ? "stemmed" : "unstemmed"),-34} {"ROUGE-1",-20} {"ROUGE-2",-20} ROUGE-L");
            foreach (var system in systems)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.WriteLine(system.Line(stemmed));
            }
        }

        Label(output);
        Time(meetings, output, cancellationToken);
    }

    private static IEnumerable<string> Ours(NotesMeeting meeting) =>
        NotesSystems.Ours(meeting, WordExpectations.English, new KeySentences.Settings(), NotesScores.Words);

    private static Func<NotesMeeting, IEnumerable<string>> RandomInTurn()
    {
        var seed = 0;
        return meeting => NotesSystems.Random(meeting, seed++);
    }

    private static void Label(TextWriter output)
    {
        using var stream = typeof(NotesBenchmark).Assembly.GetManifestResourceStream("labelled-acts.txt")!;
        using var reader = new StreamReader(stream);
        var scores = LabelledActs.Read(reader.ReadToEnd()).Select(dialogue => dialogue.Score()).ToList();
        Write("action items, owner and date right", [.. scores.Select(score => score.Actions)]);
        Write("decisions", [.. scores.Select(score => score.Decisions)]);

        void Write(string name, (int Right, int Found, int Labelled)[] counts) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-34} {counts.Sum(count => count.Right)} right of {counts.Sum(count => count.Found)} found and {counts.Sum(count => count.Labelled)} labelled"));
    }

    // After a first round, which pays for compilation.
    private static void Time(IReadOnlyList<NotesMeeting> meetings, TextWriter output, CancellationToken cancellationToken)
    {
        var (hours, allocated) = (0.0, 0L);
        var times = new List<double>();
        var watch = Stopwatch.StartNew();
        foreach (var meeting in meetings)
        {
            var (started, bytes) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread());
            BuiltInSummariser.Summarise(meeting.Transcript, null, cancellationToken);
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            times.Add((watch.Elapsed - started).TotalMilliseconds);
            hours += meeting.Transcript.Length.TotalHours;
        }

        using var process = Process.GetCurrentProcess();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"notes, whole",-34} {times.Sum() / hours:0} ms for an hour of meeting, {times.Max():0} ms for the slowest meeting; {allocated / 1e6 / hours:0} MB allocated for an hour; peak of the process {process.PeakWorkingSet64 / 1e6:0} MB"));
    }

    private static void Tune(IReadOnlyList<NotesMeeting> meetings, TextWriter output, CancellationToken cancellationToken)
    {
        var series = meetings.Select(meeting => meeting.Series).Distinct().Order(StringComparer.Ordinal).ToArray();
        new Random(Seed).Shuffle(series);
        var fold = series.Select((name, index) => (name, index)).ToDictionary(entry => entry.name, entry => entry.index % Folds);
        var tables = Enumerable.Range(0, Folds).Select(left => new NotesLearning(meetings.Where(meeting => fold[meeting.Series] != left)).Table()).ToArray();
        var usual = new KeySentences.Settings();
        (string Name, KeySentences.Settings Settings)[] settings =
        [
            ("as it is", usual),
            ("stop words count 0.1", usual with { StopWord = 0.1 }),
            ("stop words count 1", usual with { StopWord = 1 }),
            ("no pairs", usual with { Pair = 0 }),
            ("pairs count double", usual with { Pair = 2 }),
            ("gain by word", usual with { Length = 1 }),
            ("longer sentences", usual with { Length = 0.6 }),
            ("pointing back is no matter", usual with { Dangling = 1 }),
            ("about oneself is no matter", usual with { Personal = 1 }),
            ("about oneself counts more", usual with { Personal = 0.85 }),
            ("short sentences too", usual with { MinWords = 5 }),
            ("long sentences only", usual with { MinWords = 14 }),
        ];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Folds} folds by series, {meetings.Count} meetings; unstemmed ROUGE-1, -2, -L"));
        foreach (var (name, setting) in settings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.WriteLine(new NotesScores(name, meetings, meeting => NotesSystems.Ours(meeting, tables[fold[meeting.Series]], setting, NotesScores.Words)).Line(stemmed: false));
        }
    }
}
