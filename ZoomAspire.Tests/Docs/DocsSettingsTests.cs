using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.AppHost;
using ZoomAspire.Bot.Links;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary>The settings of the documents, of the services, of the AppHost and of the scripts are the same.</summary>
public sealed partial class DocsSettingsTests
{
    // What the AppHost and the platform set by themselves.
    private static readonly string[] Given = ["API_BASE_URL", "INTERNAL_PORT"];

    [Fact]
    public void The_table_of_settings_names_all_that_there_are_and_no_others()
    {
        var documented = Table("README.md", "## Configuration", "The AppHost itself reads")
            .Concat(Table("docs/operations.md", "| rule | setting | default | alerts when |", "**The language model**").Append("ALERT_REPEAT"))
            .Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal) && name != "ALERT_…")
            .Select(name => name.Replace("__", ":", StringComparison.Ordinal));

        Assert.Equal(Settings().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_AppHost_hands_on_every_setting()
    {
        var expected = Settings().Where(name => !name.Contains(':', StringComparison.Ordinal)).Except(Given);

        Assert.Equal(expected.Order(StringComparer.Ordinal), ServiceSettingsExtensions.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_demo_and_the_tests_forget_every_setting()
    {
        var forgotten = Regex.Match(File.ReadAllText(Repository.File("local", "setup.sh")), @"forget_settings\(\) \{(?<body>.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline)
            .Groups["body"].Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word != "unset")
            .Select(name => name.Replace("__", ":", StringComparison.Ordinal));

        Assert.Equal(Settings().Except(["API_BASE_URL"]).Order(StringComparer.Ordinal), forgotten.Order(StringComparer.Ordinal));
    }

    // The media store reads its connection string by itself.
    private static IEnumerable<string> Settings() => Options().Append("ConnectionStrings:media");

    private static IEnumerable<string> Options() =>
        from assembly in new[] { typeof(ISettings).Assembly, typeof(WebhookReceiver).Assembly, typeof(ApiOptions).Assembly, Assembly.Load("ZoomAspire.Worker") }
        from type in assembly.GetTypes()
        where type.IsClass && type.IsAssignableTo(typeof(ISettings))
        from property in type.GetProperties()
        let name = property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name
        where name is not null && !name.StartsWith("services:", StringComparison.Ordinal)
        group name by name into same
        select same.Key;

    // The names in the first cells of a table, or in the second where the first is a rule's.
    private static IEnumerable<string> Table(string document, string first, string last) =>
        from line in Documents.Read(document).Split('\n')
            .SkipWhile(line => !line.StartsWith(first, StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith(last, StringComparison.Ordinal))
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Trim('|').Split(" | ")
        from Match match in Name().Matches(Name().IsMatch(cells[0]) ? cells[0] : cells[1])
        select match.Groups["name"].Value;

    [GeneratedRegex("`(?<name>(?:[A-Z][A-Z0-9_]{3,}…?|ConnectionStrings__[a-z]+))`")]
    private static partial Regex Name();
}
