using System.Globalization;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// How often a word, or a pair of words, of a meeting is to be expected in a summary of about a hundred words: by how often the meeting
/// says it, in how many meetings it is said at all, and, for words that meetings of several kinds share, by what people did with it. Learned
/// from summaries that people wrote (QMSum; the notice stands in the file); <c>bench/run.sh</c> tells how.
/// </summary>
internal sealed class WordExpectations
{
    /// <summary>How many classes of frequency there are, in a meeting and among meetings.</summary>
    public const int Classes = 9;

    // What words are in languages that nothing was learned of: neither rare nor common.
    private const int NeutralMeetings = 6;

    private static readonly Lazy<WordExpectations> Learned = new(() =>
    {
        using var stream = typeof(WordExpectations).Assembly.GetManifestResourceStream("ZoomAspire.Core.Notes.english-words.tsv")
            ?? throw new InvalidOperationException("The table of words is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    });

    private readonly double[,] _classes = new double[Classes, Classes];
    private readonly double[,] _pairClasses = new double[Classes, 3];
    private readonly Dictionary<string, (int Meetings, double? Expected)> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), double> _pairs = [];

    private WordExpectations()
    {
    }

    /// <summary>What was learned of English.</summary>
    public static WordExpectations English => Learned.Value;

    /// <summary>Reads a table: lines of <c>class</c>, <c>word</c>, <c>pairs</c> and <c>pair</c>, their fields apart by tabs.</summary>
    public static WordExpectations Read(TextReader reader)
    {
        var table = new WordExpectations();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            switch (fields[0])
            {
                case "class":
                    table._classes[Integer(fields[1]), Integer(fields[2])] = Number(fields[3]);
                    break;
                case "word":
                    table._words[fields[1]] = (Integer(fields[2]), fields.Length > 3 ? Number(fields[3]) : null);
                    break;
                case "pairs":
                    table._pairClasses[Integer(fields[1]), Integer(fields[2])] = Number(fields[3]);
                    break;
                case "pair":
                    table._pairs[(fields[1], fields[2])] = Number(fields[3]);
                    break;
                default:
                    break;
            }
        }

        return table;
    }

    /// <summary>The class of a frequency: the next lower power of two.</summary>
    public static int ClassOf(int count) => count <= 1 ? 0 : Math.Min(Classes - 1, int.Log2(count));

    /// <summary>The class of a pair of words: none, one or both of them say something.</summary>
    public static int PairClassOf(bool saysFirst, bool saysSecond) => (saysFirst ? 1 : 0) + (saysSecond ? 1 : 0);

    /// <param name="word">Lower case.</param>
    /// <param name="count">How often the meeting says it.</param>
    public double Expected(string word, int count) =>
        _words.TryGetValue(word, out var known)
            ? known.Expected ?? _classes[ClassOf(count), ClassOf(known.Meetings + 1)]
            : _classes[ClassOf(count), 0];

    /// <summary>For a language that nothing was learned of.</summary>
    public double ExpectedAnywhere(int count) => _classes[ClassOf(count), ClassOf(NeutralMeetings)];

    /// <param name="pair">Lower case.</param>
    /// <param name="count">How often the meeting says it.</param>
    /// <param name="pairClass">See <see cref="PairClassOf"/>.</param>
    /// <param name="isKnownLanguage">Whether the table is of the meeting's language.</param>
    public double Expected((string, string) pair, int count, int pairClass, bool isKnownLanguage) =>
        isKnownLanguage && _pairs.TryGetValue(pair, out var expected) ? expected : _pairClasses[ClassOf(count), pairClass];

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
