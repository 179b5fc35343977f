using System.Text.RegularExpressions;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary>The documents of this checkout, and what stands in them.</summary>
internal static partial class Documents
{
    private static readonly string[] Others =
        ["README.md", "CONTRIBUTING.md", "bench/README.md", "standins/README.md", "ZoomAspire.Simulator/README.md", "ZoomAspire.Simulator/Zoom/README.md"];

    /// <summary>Their paths from the root.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Others, .. Directory.GetFiles(Repository.File("docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)];

    public static string Read(string name) => File.ReadAllText(Repository.File(name));

    /// <summary>The fenced blocks of a shell and the indented ones, each as its lines.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ShellBlocks(string name)
    {
        var blocks = new List<IReadOnlyList<string>>();
        List<string>? block = null;
        string? fence = null;
        foreach (var line in Read(name).Split('\n'))
        {
            if (Fence().Match(line) is { Success: true } match)
            {
                Close();
                fence = fence is null ? match.Groups["language"].Value : null;
                continue;
            }

            if (fence is "bash" or "sh" or "" || (fence is null && Indented().IsMatch(line)))
            {
                (block ??= []).Add(line.Trim());
            }
            else
            {
                Close();
            }
        }

        Close();
        return blocks;

        void Close()
        {
            if (block is not null)
            {
                blocks.Add(block);
            }

            block = null;
        }
    }

    /// <summary>What stands between backquotes outside blocks.</summary>
    public static IEnumerable<string> Code(string name) => Inline().Matches(Blocks().Replace(Read(name), "")).Select(match => match.Groups["code"].Value);

    [GeneratedRegex(@"^\s*```(?<language>\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^    [^\s|>*-]")]
    private static partial Regex Indented();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
