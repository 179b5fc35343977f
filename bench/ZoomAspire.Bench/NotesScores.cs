using System.Globalization;

namespace ZoomAspire.Bench;

/// <summary>ROUGE of one way to summarise, meeting by meeting.</summary>
internal sealed class NotesScores(string name, IReadOnlyList<NotesMeeting> meetings, Func<NotesMeeting, IEnumerable<string>> summarise)
{
    /// <summary>Where summaries are cut.</summary>
    public const int Words = 112;

    private const int Resamples = 2000;
    private const int Seed = 1;

    /// <summary>A line of the table: means in percent, and between which values 95 % of the means of resampled meetings lie.</summary>
    /// <param name="stemmed">See <see cref="NotesRouge"/>.</param>
    public string Line(bool stemmed)
    {
        var scores = meetings.Select(meeting => Score(meeting, stemmed)).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-34} {Cell([.. scores.Select(score => score.One)])} {Cell([.. scores.Select(score => score.Two)])} {Cell([.. scores.Select(score => score.Longest)])}");
    }

    private (double One, double Two, double Longest) Score(NotesMeeting meeting, bool stemmed)
    {
        var tokens = summarise(meeting).SelectMany(sentence => NotesRouge.Tokens(sentence, stemmed)).Take(Words).ToList();
        var reference = NotesRouge.Tokens(meeting.Reference, stemmed);
        return (NotesRouge.Grams(tokens, reference, 1), NotesRouge.Grams(tokens, reference, 2), NotesRouge.Longest(tokens, reference));
    }

    private static string Cell(double[] scores)
    {
        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < scores.Length; draw++)
            {
                sum += scores[random.Next(scores.Length)];
            }

            means[resample] = sum / scores.Length;
        }

        var spread = new Distribution(means);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{100 * scores.Average(),5:0.0} [{100 * spread.Percentile(2.5):0.0}–{100 * spread.Percentile(97.5):0.0}]");
        return text.PadRight(20);
    }
}
