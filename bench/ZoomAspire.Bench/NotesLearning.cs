using System.Collections.Frozen;
using System.Globalization;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Bench;

/// <summary>
/// Learns the table of <see cref="WordExpectations"/> from meetings and what people wrote of them: how often a word of a meeting stands in
/// its summary, by class of frequency; and for words that at least two kinds of meetings share, of themselves.
/// </summary>
internal sealed class NotesLearning
{
    /// <summary>Stands at the head of the table.</summary>
    public const string Notice = """
        # Learned from the training meetings of QMSum (https://github.com/Yale-LILY/QMSum) by `bench/run.sh notes learn`; holds none of their text.
        #
        # MIT License
        #
        # Copyright (c) 2021 Yale-LILY
        #
        # Permission is hereby granted, free of charge, to any person obtaining a copy
        # of this software and associated documentation files (the "Software"), to deal
        # in the Software without restriction, including without limitation the rights
        # to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
        # copies of the Software, and to permit persons to whom the Software is
        # furnished to do so, subject to the following conditions:
        #
        # The above copyright notice and this permission notice shall be included in all
        # copies or substantial portions of the Software.
        #
        # THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        # IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        # FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        # AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        # LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
        # OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
        # SOFTWARE.
        """;

    private const int MinMeetings = 3;
    private const int MinKinds = 2;

    // How many meetings' worth of its class a word has before it is seen.
    private const double Prior = 8;
    private const int MinPairCount = 3;
    private const double MinPairExpected = 0.03;

    private readonly List<(Dictionary<string, int> Said, Dictionary<string, int> Written, int Kind)> _words = [];
    private readonly List<(Dictionary<(string, string), int> Said, Dictionary<(string, string), int> Written, int Kind)> _pairs = [];

    public NotesLearning(IEnumerable<NotesMeeting> meetings)
    {
        foreach (var meeting in meetings)
        {
            var words = new Words();
            var said = Utterance.Of(meeting.Transcript).Select(utterance => utterance.Words).ToList();
            var written = new List<IReadOnlyList<Word>> { words.Of(meeting.Reference) };
            _words.Add((Count(said.SelectMany(Norms)), Count(written.SelectMany(Norms)), meeting.Kind));
            _pairs.Add((Count(said.SelectMany(Pairs)), Count(written.SelectMany(Pairs)), meeting.Kind));
        }
    }

    public WordExpectations Table()
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(text);
        return WordExpectations.Read(new StringReader(text.ToString()));
    }

    public void Write(TextWriter output)
    {
        var meetings = Tally(_words.Select(meeting => (meeting.Said.Keys, meeting.Kind)));
        var classes = new Mean[WordExpectations.Classes, WordExpectations.Classes];
        var own = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (said, written, _) in _words)
        {
            foreach (var (word, count) in said)
            {
                var times = written.GetValueOrDefault(word);
                classes[WordExpectations.ClassOf(count), MeetingClass(meetings[word].Count)].Add(times);
                own[word] = own.GetValueOrDefault(word) + times;
            }
        }

        Write(output, "class", classes);
        foreach (var (word, (count, kinds)) in meetings.Where(entry => entry.Value.Count >= MinMeetings).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"word\t{word}\t{count}");
            output.WriteLine(kinds >= MinKinds ? string.Create(CultureInfo.InvariantCulture, $"{line}\t{Own(word, own[word], count, classes):0.###}") : line);
        }

        WritePairs(output);
    }

    // The word's own mean, and that of its classes where it was seen seldom.
    private double Own(string word, double times, int count, Mean[,] classes)
    {
        var expected = _words.Where(meeting => meeting.Said.ContainsKey(word))
            .Average(meeting => classes[WordExpectations.ClassOf(meeting.Said[word]), MeetingClass(count)].Value);
        return (times + (Prior * expected)) / (count + Prior);
    }

    private void WritePairs(TextWriter output)
    {
        var meetings = Tally(_pairs.Select(meeting => (meeting.Said.Keys, meeting.Kind)));
        var stopWords = StopWords.Of(NotesLanguage.English);
        var classes = new Mean[WordExpectations.Classes, 3];
        var own = new Dictionary<(string, string), double>();
        foreach (var (said, written, _) in _pairs)
        {
            foreach (var (pair, count) in said)
            {
                var times = written.GetValueOrDefault(pair);
                classes[WordExpectations.ClassOf(count), PairClass(pair, stopWords)].Add(times);
                own[pair] = own.GetValueOrDefault(pair) + times;
            }
        }

        Write(output, "pairs", classes);
        foreach (var (pair, times) in own.Where(entry => entry.Value >= MinPairCount && meetings[entry.Key].Kinds >= MinKinds).OrderBy(entry => entry.Key))
        {
            var prior = classes[1, PairClass(pair, stopWords)].Value;
            var expected = (times + (Prior * prior)) / (meetings[pair].Count + Prior);
            if (expected >= MinPairExpected)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pair\t{pair.Item1}\t{pair.Item2}\t{expected:0.###}"));
            }
        }
    }

    // Words of one or two meetings are not written down, and count as new ones.
    private static int MeetingClass(int count) => count < MinMeetings ? 0 : WordExpectations.ClassOf(count + 1);

    private static int PairClass((string First, string Second) pair, FrozenSet<string> stopWords) => WordExpectations.PairClassOf(
        pair.First.Length > 1 && !stopWords.Contains(pair.First), pair.Second.Length > 1 && !stopWords.Contains(pair.Second));

    private static void Write(TextWriter output, string name, Mean[,] classes)
    {
        for (var row = 0; row < classes.GetLength(0); row++)
        {
            for (var column = 0; column < classes.GetLength(1); column++)
            {
                if (classes[row, column].Count > 0)
                {
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{row}\t{column}\t{classes[row, column].Value:0.#####}"));
                }
            }
        }
    }

    private static Dictionary<T, (int Count, int Kinds)> Tally<T>(IEnumerable<(Dictionary<T, int>.KeyCollection Keys, int Kind)> meetings)
        where T : notnull
    {
        var seen = new Dictionary<T, (int Count, int Mask)>();
        foreach (var (keys, kind) in meetings)
        {
            foreach (var key in keys)
            {
                var (count, mask) = seen.GetValueOrDefault(key);
                seen[key] = (count + 1, mask | (1 << kind));
            }
        }

        return seen.ToDictionary(entry => entry.Key, entry => (entry.Value.Count, int.PopCount(entry.Value.Mask)));
    }

    private static IEnumerable<string> Norms(IReadOnlyList<Word> words) => words.Select(word => word.Norm);

    private static IEnumerable<(string, string)> Pairs(IReadOnlyList<Word> words) =>
        words.Skip(1).Select((word, index) => (words[index].Norm, word.Norm));

    private static Dictionary<T, int> Count<T>(IEnumerable<T> items)
        where T : notnull
    {
        var counts = new Dictionary<T, int>();
        foreach (var item in items)
        {
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }

        return counts;
    }

    // Of few meetings, drawn towards nothing.
    private struct Mean
    {
        private double _sum;

        public int Count { get; private set; }

        public readonly double Value => _sum / (Count + 2);

        public void Add(double value)
        {
            _sum += value;
            Count++;
        }
    }
}
