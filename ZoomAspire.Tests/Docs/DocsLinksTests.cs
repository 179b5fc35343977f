using System.Text.RegularExpressions;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary>What the documents point at is there.</summary>
public sealed partial class DocsLinksTests
{
    [Fact]
    public void Every_link_within_the_checkout_leads_somewhere()
    {
        var links = (from name in Documents.Names
                     from Match match in Link().Matches(Documents.Read(name))
                     let target = match.Groups["target"].Value
                     where !target.Contains("://", StringComparison.Ordinal)
                     select (Document: name, Target: target)).ToList();

        Assert.True(links.Count > 30);
        Assert.DoesNotContain(links, link => !LeadsSomewhere(link.Document, link.Target));
    }

    [Fact]
    public void Every_document_is_reached_from_the_first_page()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { "README.md" };
        var next = new Queue<string>(reached);
        while (next.TryDequeue(out var name))
        {
            foreach (var target in Link().Matches(Documents.Read(name)).Select(match => match.Groups["target"].Value.Split('#')[0]))
            {
                var path = target.Length == 0 || target.Contains("://", StringComparison.Ordinal) ? "" : PathOf(name, target);
                if (Documents.Names.Contains(path) && reached.Add(path))
                {
                    next.Enqueue(path);
                }
            }
        }

        Assert.Empty(Documents.Names.Except(reached));
    }

    [Fact]
    public void Every_file_that_is_named_is_there()
    {
        var sources = new[] { "ZoomAspire.*", "docs", "local", "bench", "deploy", "standins" }
            .SelectMany(pattern => Directory.GetDirectories(Repository.File(), pattern))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.File()))
            .Select(Path.GetFileName)
            .ToHashSet(StringComparer.Ordinal);
        var named = (from name in Documents.Names
                     from code in Documents.Code(name)
                     where FileName().IsMatch(code) && !Placeholder().IsMatch(code)
                     select (Document: name, File: code)).ToList();

        Assert.True(named.Count > 50);
        Assert.DoesNotContain(named, file => file.File.Contains('/', StringComparison.Ordinal)
            ? !File.Exists(Repository.File(file.File)) && !Directory.Exists(Repository.File(file.File))
            : !sources.Contains(file.File));
    }

    private static bool LeadsSomewhere(string document, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? document : PathOf(document, parts[0]);
        return (File.Exists(Repository.File(path)) || Directory.Exists(Repository.File(path))) &&
            (parts.Length == 1 || Anchors(path).Contains(parts[1]));
    }

    private static string PathOf(string document, string target) =>
        Path.GetRelativePath(Repository.File(), Path.GetFullPath(Path.Combine(Repository.File(), Path.GetDirectoryName(document)!, target)));

    // As GitHub makes them: lower case, spaces to hyphens, other punctuation gone.
    private static HashSet<string> Anchors(string document) =>
    [
        .. Heading().Matches(Documents.Read(document))
            .Select(match => NoAnchor().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // A file with a folder of ours or an ending of ours.
    [GeneratedRegex(@"^(ZoomAspire\.\w+/[\w./]+|[\w./]+\.(cs|sh|resx|props|sln|yml))$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(^|/)(X[A-Z]|YYYY)|^out/")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
