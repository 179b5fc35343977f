using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Notes;

/// <summary>A line of a Markdown text.</summary>
/// <param name="Text">Without markup.</param>
/// <param name="Depth">How deep in lists; -1 outside of lists.</param>
/// <param name="IsBold">Whether all of it is bold.</param>
internal readonly record struct MarkdownLine(string Text, int Depth, bool IsBold);

/// <summary>What stands under a heading.</summary>
/// <param name="Heading">Empty before the first one.</param>
/// <param name="Level">1 to 6; 0 before the first one.</param>
/// <param name="Lines">The lines up to the next heading.</param>
internal sealed record MarkdownSection(string Heading, int Level, IReadOnlyList<MarkdownLine> Lines);

/// <summary>Reads the Markdown that Zoom's summaries are written in: headings, lists, bold, links. Anything else is plain text.</summary>
internal static partial class MarkdownSections
{
    public const int MaxLineLength = 2_000;

    private const int MaxLength = 200_000;
    private const int MaxLines = 2_000;
    private const int IndentOfLevel = 2;

    public static IReadOnlyList<MarkdownSection> Read(string markdown)
    {
        var sections = new List<MarkdownSection>();
        var (heading, level, lines, count) = ("", 0, new List<MarkdownLine>(), 0);
        foreach (var part in markdown.AsSpan(0, Math.Min(markdown.Length, MaxLength)).EnumerateLines())
        {
            if (part.Trim().IsEmpty || part.Trim().IndexOfAnyExcept("-*_ =") < 0 || ++count > MaxLines)
            {
                continue;
            }

            var line = part.TrimEnd().ToString();
            if (Heading(line) is { } next)
            {
                Close();
                (heading, level, lines) = (next.Text, next.Level, []);
            }
            else if (Line(line) is { Text.Length: > 0 } read)
            {
                lines.Add(read);
            }
        }

        Close();
        return sections;

        void Close()
        {
            if (heading.Length > 0 || lines.Count > 0)
            {
                sections.Add(new MarkdownSection(heading, level, lines));
            }
        }
    }

    /// <summary>Takes the markup off a line.</summary>
    public static string Plain(string text)
    {
        var plain = Link.Replace(text, "$1");
        plain = Emphasis.Replace(Emphasis.Replace(plain, "$2"), "$2");
        return BoundedText.OneLine(Escape.Replace(plain, "$1"), MaxLineLength);
    }

    private static (string Text, int Level)? Heading(string line)
    {
        var text = line.TrimStart();
        var level = text.Length - text.TrimStart('#').Length;
        return level is > 0 and <= 6 && text.Length > level && text[level] == ' '
            ? (Plain(text[level..].Trim().TrimEnd('#').TrimEnd().TrimEnd(':')), level)
            : null;
    }

    private static MarkdownLine Line(string line)
    {
        var item = Item.Match(line);
        var text = (item.Success ? line[item.Length..] : line).Trim();
        var indent = item.Success ? item.Groups["indent"].Value.Replace("\t", "    ", StringComparison.Ordinal).Length : 0;
        var isBold = text.TrimEnd(':').Trim() is ['*', '*', .., '*', '*'] bold && bold.IndexOf("**", 2, StringComparison.Ordinal) == bold.Length - 2;
        return new MarkdownLine(Plain(text), item.Success ? indent / IndentOfLevel : -1, isBold);
    }

    [GeneratedRegex(@"^(?<indent>\s*)(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Item { get; }

    [GeneratedRegex(@"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"(?<![\w*_\\])(\*{1,3}|_{1,3}|`)(?=\S)([^*_`]{1,2000}?)(?<=\S)\1(?![\w*_])", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis { get; }

    [GeneratedRegex(@"\\([\\`*_{}\[\]()#+\-.!>|~])", RegexOptions.CultureInvariant)]
    private static partial Regex Escape { get; }
}
