using System.Text.RegularExpressions;
using System.Xml.Linq;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary>docs/licences.md is written by <c>local/licences.sh</c>; here it is held against what is used.</summary>
public sealed partial class DocsLicencesTests
{
    [Fact]
    public void Every_package_is_on_the_list_with_its_version_and_a_licence()
    {
        var rows = Documents.Read("docs/licences.md").Split('\n').Select(line => Row().Match(line)).Where(match => match.Success).ToList();
        var listed = rows.Where(row => row.Groups["kind"].Value == "direct").Select(row => $"{row.Groups["name"].Value} {row.Groups["version"].Value}");

        Assert.Equal(Used().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.NotEqual("", row.Groups["licence"].Value.Trim()));
        Assert.True(rows.Count > Used().Count());
    }

    private static IEnumerable<string> Used()
    {
        var packages = XDocument.Load(Repository.File("Directory.Packages.props"));
        var properties = packages.Descendants("PropertyGroup").Elements().ToDictionary(element => $"$({element.Name})", element => element.Value);
        return packages.Descendants("PackageVersion")
            .Select(package => $"{package.Attribute("Include")!.Value} {properties.GetValueOrDefault(package.Attribute("Version")!.Value, package.Attribute("Version")!.Value)}");
    }

    [GeneratedRegex(@"^\| (?<name>[\w.]+) \| (?<version>[^ |]+) \| (?<kind>\w*) *\| (?<licence>[^|]*) \|$")]
    private static partial Regex Row();
}
