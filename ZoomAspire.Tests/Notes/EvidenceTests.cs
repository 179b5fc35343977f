using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>Nothing is stated that was not said: over many meetings made up at random, with all the noise of speech.</summary>
public sealed class EvidenceTests
{
    private static readonly Dictionary<NotesLanguage, string[]> Sentences = new()
    {
        [NotesLanguage.English] =
        [
            "So, yeah, I'll send the {0} to the {1} by Friday.", "We decided to keep the {0} and the {1}.", "Igor Petrov, can you check the {0}?",
            "Who is going to pay for the {0}?", "I don't know, we have to find out.", "The {0} was, um, was approved by the the {1} last week.",
            "I mean, if the {0} fails, I'll write the {1} again.", "Our {0} has a new {1} and it works well for the customers, you know.",
            "Let's go with the {0} for the {1}.", "We need to update the {0} before the {1} by the end of the month.", "Sure, will do.", "Okay.",
        ],
        [NotesLanguage.Russian] =
        [
            "Ну, я отправлю {0} до пятницы.", "Мы решили оставить {0} и {1}.", "Игорь, можешь проверить {0}?", "Не знаю, надо уточнить.",
            "В общем, {0} и {1} были, эм, были готовы к утру.", "Кто будет платить за {0}?", "Да, конечно.",
        ],
        [NotesLanguage.German] =
        [
            "Also, ich schicke den {0} bis Freitag.", "Wir haben beschlossen, den {0} und die {1} zu behalten.", "Wer zahlt für die {0}?",
            "Das weiß ich nicht.", "Die {0} war, äh, war mit der {1} schon fertig, genau.", "Ja, klar.",
        ],
    };

    private static readonly string[] Things =
        ["budget", "contract", "release", "R&D plan", "Q3 report", "Müller-Datei", "договор", "отчёт", "team's wiki", "3.5 version", "logo", "landing page"];

    public static TheoryData<NotesLanguage, int> Meetings
    {
        get
        {
            var data = new TheoryData<NotesLanguage, int>();
            foreach (var language in Sentences.Keys)
            {
                for (var seed = 0; seed < 20; seed++)
                {
                    data.Add(language, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public void Every_item_is_words_of_its_evidence_in_their_order_and_the_evidence_is_in_the_transcript(NotesLanguage language, int seed)
    {
        var transcript = Meeting(language, seed);
        var notes = BuiltInSummariser.Summarise(transcript, ["Maria Lopez"], CancellationToken.None);

        Assert.False(notes.IsEmpty);
        Assert.InRange(notes.Summary.Count, 1, MeetingNotes.MaxSummaryLines);
        var items = notes.Summary.Concat(notes.Decisions).Concat(notes.OpenQuestions).Concat(notes.Topics.SelectMany(topic => topic.Lines));
        Assert.All(items, item => AssertSaid(transcript, item.Text, item.Evidence));
        Assert.All(notes.ActionItems, action => AssertSaid(transcript, action.Text, action.Evidence));
        Assert.All(notes.ActionItems.Where(action => action.Due is not null), action => AssertSaid(transcript, action.Due!, action.Evidence));
        Assert.All(notes.ActionItems, action => Assert.True(action.Owner is null or "Maria Lopez" || transcript.Speakers.Contains(action.Owner)));
        Assert.All(notes.Topics, topic => AssertTitleWasSaid(transcript, topic));
    }

    [Fact]
    public void The_same_transcript_gives_the_same_notes()
    {
        var (one, other) = (Meeting(NotesLanguage.English, 1), Meeting(NotesLanguage.English, 1));

        Assert.Equal(Flat(one), Flat(other));

        static string Flat(Transcript transcript) =>
            System.Text.Json.JsonSerializer.Serialize(BuiltInSummariser.Summarise(transcript, null, CancellationToken.None));
    }

    private static Transcript Meeting(NotesLanguage language, int seed)
    {
        var random = new Random(seed);
        var at = 0.0;
        var cues = new List<Cue>();
        for (var line = 0; line < 40 + (seed * 10); line++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Format(
                System.Globalization.CultureInfo.InvariantCulture, Pick(random, Sentences[language]), Pick(random, Things), Pick(random, Things))));
            cues.Add(new Cue(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at + 6), Pick(random, ["Anna Berg", "Igor Petrov", "Anna Lee", null]), text));
            at += random.Next(2, 12);
        }

        return Transcript.Of(cues);
    }

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];

    private static void AssertSaid(Transcript transcript, string text, Evidence? evidence)
    {
        Assert.NotNull(evidence);
        var quote = Norms(evidence.Quote);
        var place = 0;
        foreach (var word in Norms(text))
        {
            place = quote.IndexOf(word, place) + 1;
            Assert.True(place > 0, $"“{word}” of “{text}” is not in “{evidence.Quote}”, or not in this order.");
        }

        Assert.Contains(transcript.Turns, turn =>
            turn.Speaker == evidence.Speaker && turn.Start <= evidence.At && evidence.At <= turn.End && turn.Text.Contains(evidence.Quote, StringComparison.Ordinal));
    }

    private static void AssertTitleWasSaid(Transcript transcript, NoteTopic topic)
    {
        var said = transcript.Turns.Where(turn => turn.End >= topic.Start && turn.Start <= topic.End).SelectMany(turn => Norms(turn.Text)).ToHashSet();
        Assert.All(Norms(topic.Title), word => Assert.Contains(word, said));
    }

    private static List<string> Norms(string text) => new Words().Of(text).ConvertAll(word => word.Norm);
}
