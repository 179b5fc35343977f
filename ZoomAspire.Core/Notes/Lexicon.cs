using System.Collections.Frozen;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// The words of a language by which the built-in summariser tells what a sentence does. Written as <see cref="Words"/> splits them:
/// lower case, <c>I'll</c> as <c>i 'll</c>. What is missing here is not found: rather nothing than something that was not meant.
/// </summary>
internal sealed partial class Lexicon
{
    private static readonly FrozenDictionary<NotesLanguage, Lexicon> All = new Dictionary<NotesLanguage, Lexicon>
    {
        [NotesLanguage.English] = English(),
        [NotesLanguage.Russian] = Russian(),
        [NotesLanguage.Ukrainian] = Ukrainian(),
        [NotesLanguage.German] = German(),
        [NotesLanguage.Spanish] = Spanish(),
        [NotesLanguage.French] = French(),
        [NotesLanguage.Portuguese] = Portuguese(),
    }.ToFrozenDictionary();

    private static readonly Lexicon None = new() { Hesitations = Set("uh um uhm mm hmm mhm ah eh er äh ähm euh э эм эээ ммм") };

    /// <summary>Dropped wherever they stand.</summary>
    public FrozenSet<string> Hesitations { get; init; } = [];

    /// <summary>Dropped at the beginning of a sentence.</summary>
    public Phrases Openers { get; init; } = new("");

    /// <summary>Dropped at the end of a sentence, after a comma.</summary>
    public Phrases Tags { get; init; } = new("");

    /// <summary>Words that point back at what was said before.</summary>
    public FrozenSet<string> Danglers { get; init; } = [];

    /// <summary>Words about oneself, and hedges.</summary>
    public FrozenSet<string> Personal { get; init; } = [];

    /// <summary>Talk about the call itself.</summary>
    public Phrases Logistics { get; init; } = new("");

    /// <summary>Words that no sentence that stands for itself begins with.</summary>
    public FrozenSet<string> Fragments { get; init; } = [];

    /// <summary>Verbs of which a sentence has one; empty where that is not looked at. Forms in -ed count too.</summary>
    public FrozenSet<string> Verbs { get; init; } = [];

    /// <summary>What happens in the meeting itself, and is no action after it.</summary>
    public Phrases InMeeting { get; init; } = new("");

    /// <summary>What makes a sentence conditional or a mere possibility.</summary>
    public Phrases Hypothetical { get; init; } = new("");

    /// <summary>No, not, never.</summary>
    public FrozenSet<string> Negations { get; init; } = [];

    /// <summary>What puts a sentence before this meeting.</summary>
    public Phrases Past { get; init; } = new("");

    /// <summary>Who repeats what somebody else said.</summary>
    public Phrases Reports { get; init; } = new("");

    /// <summary>What stands before the verb of a promise: I'll.</summary>
    public Phrases Promises { get; init; } = new("");

    /// <summary>What stands before the verb of a duty of one's own, which counts as a promise with a date only: I need to.</summary>
    public Phrases Duties { get; init; } = new("");

    /// <summary>Verbs that as often mean something in the meeting itself: they count with a date, or as <see cref="StrongPhrases"/>.</summary>
    public FrozenSet<string> SoftVerbs { get; init; } = [];

    /// <summary>Soft verbs with what makes them mean something after the meeting: talk to.</summary>
    public Phrases StrongPhrases { get; init; } = new("");

    /// <summary>Promises that are one word.</summary>
    public FrozenSet<string> PromiseForms { get; init; } = [];

    /// <summary>What may stand between a promise or a request and its verb.</summary>
    public FrozenSet<string> Adverbs { get; init; } = [];

    /// <summary>Verbs of things that are done after a meeting.</summary>
    public FrozenSet<string> ActionVerbs { get; init; } = [];

    /// <summary>Verbs after which "if" means whether.</summary>
    public FrozenSet<string> AskingVerbs { get; init; } = [];

    /// <summary>What asks somebody to do something.</summary>
    public Phrases Requests { get; init; } = new("");

    /// <summary>What says that a third person will: will, is going to.</summary>
    public Phrases Futures { get; init; } = new("");

    /// <summary>What must be done, by nobody named: counts with a date only.</summary>
    public Phrases Needs { get; init; } = new("");

    /// <summary>What must be done, and is left to somebody: someone needs to.</summary>
    public Phrases Someone { get; init; } = new("");

    /// <summary>How a request is taken on, at the beginning of the answer.</summary>
    public Phrases Acceptances { get; init; } = new("");

    /// <summary>How a request is turned down, at the beginning of the answer.</summary>
    public Phrases Refusals { get; init; } = new("");

    /// <summary>Days, months: times by themselves.</summary>
    public FrozenSet<string> Days { get; init; } = [];

    /// <summary>Times only after one of <see cref="DayLeads"/>: week, end, lunch.</summary>
    public FrozenSet<string> Spans { get; init; } = [];

    /// <summary>What makes a time of a span: by, next, before.</summary>
    public FrozenSet<string> DayLeads { get; init; } = [];

    /// <summary>What may stand within a time: the, of, on.</summary>
    public FrozenSet<string> DayWords { get; init; } = [];

    /// <summary>What announces a decision.</summary>
    public Phrases Decisions { get; init; } = new("");

    /// <summary>What, before a decision, makes it none: that, before, whether.</summary>
    public Phrases NotDecided { get; init; } = new("");

    /// <summary>What may stand before a decision in the same clause.</summary>
    public FrozenSet<string> DecisionLeads { get; init; } = [];

    /// <summary>What announces a decision at the end of a sentence only: is approved.</summary>
    public Phrases DecisionEnds { get; init; } = new("");

    /// <summary>What a question begins with; empty where that is not looked at.</summary>
    public FrozenSet<string> QuestionStarts { get; init; } = [];

    /// <summary>What leaves a question open, in an answer.</summary>
    public Phrases Unanswered { get; init; } = new("");

    /// <summary>What states an open question.</summary>
    public Phrases OpenQuestions { get; init; } = new("");

    /// <summary>Words about you and me, whose meaning changes without their speaker.</summary>
    public FrozenSet<string> Persons { get; init; } = [];

    /// <summary>The lexicon of a language; of an unknown one, next to nothing.</summary>
    public static Lexicon Of(NotesLanguage language) => All.GetValueOrDefault(language, None);

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
