using System.Reflection;
using System.Text.RegularExpressions;

namespace ZoomAspire.Tests.Docs;

/// <summary>docs/security.md names a test for each defence: it must be there.</summary>
public sealed partial class DocsSecurityTests
{
    private static readonly ILookup<string, Type> Classes = typeof(DocsSecurityTests).Assembly.GetTypes().ToLookup(type => type.Name);

    [Fact]
    public void Every_test_that_is_named_exists_and_is_run()
    {
        var named = (from name in Documents.Names
                     from code in Documents.Code(name)
                     let match = Test().Match(code)
                     where match.Success
                     select (Document: name, Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).ToList();

        Assert.True(named.Count > 50);
        Assert.DoesNotContain(named, test => !IsRun(test.Class, test.Method));
    }

    [Fact]
    public void Every_class_of_tests_that_is_named_exists() =>
        Assert.DoesNotContain(Documents.Names.SelectMany(Documents.Code), code => Class().IsMatch(code) && !Classes.Contains(code));

    [Fact]
    public void Every_attack_has_a_defence_and_a_test()
    {
        var rows = Documents.Read("docs/security.md").Split('\n')
            .SkipWhile(line => line != "## Threat model").TakeWhile(line => line != "### What is not defended")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line != "| attack | defence | test |")
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();

        Assert.True(rows.Count > 30);
        Assert.All(rows, row =>
        {
            Assert.Equal(3, row.Length);
            Assert.NotEqual("", row[1]);
            Assert.Matches(@"^`\w+Tests\.\w+`", row[2]);
        });
    }

    private static bool IsRun(string name, string method) => Classes[name].Any(type =>
        type.GetMethod(method, BindingFlags.Public | BindingFlags.Instance) is { } found &&
        found.GetCustomAttributes<FactAttribute>().Any(fact => fact.Skip is null));

    [GeneratedRegex(@"^(?<class>\w+Tests)\.(?<method>(?!cs$)\w+)$")]
    private static partial Regex Test();

    [GeneratedRegex(@"^[A-Z]\w+Tests$")]
    private static partial Regex Class();
}
