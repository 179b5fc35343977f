using System.Text.RegularExpressions;
using ZoomAspire.Core.Notes;

namespace ZoomAspire.Tests.Notes;

/// <summary>The dialogues of <c>labelled-acts.txt</c>.</summary>
internal sealed partial class LabelledActs
{
    private LabelledActs(Transcript transcript, IReadOnlyList<ActionItem> actions, IReadOnlyList<string> decisions) =>
        (Transcript, Actions, Decisions) = (transcript, actions, decisions);

    public Transcript Transcript { get; }

    public IReadOnlyList<ActionItem> Actions { get; }

    public IReadOnlyList<string> Decisions { get; }

    public static IEnumerable<LabelledActs> Read(string text) =>
        BlankLines.Split(text.ReplaceLineEndings("\n")).Select(Dialogue).Where(dialogue => dialogue.Transcript.Turns.Count > 0);

    /// <summary>How many of the found ones are labelled, how many are found, how many are labelled.</summary>
    public ((int Right, int Found, int Labelled) Actions, (int Right, int Found, int Labelled) Decisions) Score()
    {
        var notes = BuiltInSummariser.Summarise(Transcript, null, CancellationToken.None);
        return (
            (notes.ActionItems.Count(found => Actions.Any(action => IsSame(action, found))), notes.ActionItems.Count, Actions.Count),
            (notes.Decisions.Count(found => Decisions.Any(words => Has(found.Text, words))), notes.Decisions.Count, Decisions.Count));
    }

    private static bool IsSame(ActionItem labelled, ActionItem found) =>
        labelled.Owner == found.Owner && labelled.Due == found.Due && Has(found.Text, labelled.Text);

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static LabelledActs Dialogue(string text)
    {
        var (cues, actions, decisions) = (new List<Cue>(), new List<ActionItem>(), new List<string>());
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("A ", StringComparison.Ordinal))
            {
                var fields = line[2..].Split('|', StringSplitOptions.TrimEntries);
                actions.Add(new ActionItem(fields[1], fields[0] == "-" ? null : fields[0], fields[2] == "-" ? null : fields[2]));
            }
            else if (line.StartsWith("D ", StringComparison.Ordinal))
            {
                decisions.Add(line[2..]);
            }
            else
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                cues.Add(new Cue(TimeSpan.FromSeconds(5 * cues.Count), TimeSpan.FromSeconds((5 * cues.Count) + 4), line[..colon], line[(colon + 2)..]));
            }
        }

        return new LabelledActs(Transcript.Of(cues), actions, decisions);
    }

    [GeneratedRegex("\n\n+")]
    private static partial Regex BlankLines { get; }
}
