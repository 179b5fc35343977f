using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZoomAspire.Tests.Languages;

/// <summary>A file of texts (<c>{Feature}Words.resx</c>) of the product, in English, and its translations, as they lie in the repository.</summary>
/// <param name="Path">From the root of the repository.</param>
public sealed partial record WordsFile(string Path)
{
    private static readonly string Root = FindRoot();

    /// <summary>The class that is made of it.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WordsFile> All { get; } =
    [
        .. Files("*Words.resx").Select(path => new WordsFile(path)).OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>The sources of the product, without tests, simulators and what is generated.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Files("*.cs").Select(path => File.ReadAllText(System.IO.Path.Combine(Root, path)))];

    /// <summary>The texts in English.</summary>
    public IReadOnlyDictionary<string, string> English => Read(Path);

    /// <summary>The texts in another language; none where there is no such file.</summary>
    public IReadOnlyDictionary<string, string> In(string language) => Read(System.IO.Path.ChangeExtension(Path, $"{language}.resx"));

    /// <summary>Sources below a folder of the repository, by name.</summary>
    public static IEnumerable<(string Name, string Text)> SourcesIn(string folder) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs").Select(path => (System.IO.Path.GetFileName(path), File.ReadAllText(path)));

    public override string ToString() => Path;

    private static Dictionary<string, string> Read(string path)
    {
        var file = System.IO.Path.Combine(Root, path);
        return File.Exists(file)
            ? XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value)
            : [];
    }

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateDirectories(Root, "ZoomAspire.*")
        .Where(project => !project.EndsWith(".Tests", StringComparison.Ordinal) && !project.EndsWith(".Simulator", StringComparison.Ordinal))
        .SelectMany(project => Directory.EnumerateFiles(project, pattern, SearchOption.AllDirectories))
        .Select(path => System.IO.Path.GetRelativePath(Root, path))
        .Where(path => !Built().IsMatch(path));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(directory!.FullName, "ZoomAspire.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]")]
    private static partial Regex Built();
}
