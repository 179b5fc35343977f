using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ZoomAspire.Tests.Faults;
using ZoomAspire.Tests.Operator;

namespace ZoomAspire.Tests.Docs;

/// <summary><c>local/audit.sh</c> with package sources that have vulnerability data and that have none.</summary>
public sealed class DocsAuditTests : IAsyncLifetime
{
    private const string Package = "Polly.Core";

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-").FullName;
    private readonly Uri _address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Take()}/"));
    private WebApplication _source = null!;
    private string _vulnerable = "[99.0.0, )";
    private bool _hasData = true;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address.AbsoluteUri);
        _source = builder.Build();
        // https://learn.microsoft.com/nuget/api/vulnerability-info
        _source.MapGet("/index.json", () => Results.Text($$"""
            { "version": "3.0.0", "resources": [ { "@id": "{{_address}}flat/", "@type": "PackageBaseAddress/3.0.0" }
            {{(_hasData ? $$""", { "@id": "{{_address}}data/{{Guid.NewGuid():N}}/index.json", "@type": "VulnerabilityInfo/6.7.0" }""" : "")}} ] }
            """, "application/json"));
        // Under a new address each time, or NuGet would know it from the run before.
        _source.MapGet("/data/{run}/index.json", (string run) => Results.Text(
            $$"""[ { "@name": "{{run}}", "@id": "{{_address}}data/{{run}}/all.json", "@updated": "2026-01-01T00:00:00Z", "comment": "" } ]""", "application/json"));
        _source.MapGet("/data/{run}/all.json", () => Results.Text(
            $$"""{ "{{Package.ToLowerInvariant()}}": [ { "severity": 2, "url": "https://example.org/advisory", "versions": "{{_vulnerable}}" } ] }""", "application/json"));
        await _source.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, "nuget.config"), $"""
            <configuration><packageSources><clear /><add key="test" value="{_address}index.json" allowInsecureConnections="true" /></packageSources></configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "used.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="{Package}" Version="{Version()}" /></ItemGroup>
            </Project>
            """);
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_known_vulnerability_fails_the_audit()
    {
        _vulnerable = "[8.0.0, 99.0.0)";

        var (code, text) = await AuditAsync();

        Assert.True(text.Contains($"Package '{Package}' {Version()} has a known high severity vulnerability", StringComparison.Ordinal), text);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Where_none_is_known_it_passes()
    {
        var (code, text) = await AuditAsync();

        Assert.True(text.Contains("No package has a known vulnerability.", StringComparison.Ordinal), text);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_vulnerability_data_the_audit_says_that_nothing_was_audited(bool answers)
    {
        _hasData = false;
        if (!answers)
        {
            await _source.StopAsync();
        }

        var (code, text) = await AuditAsync();

        Assert.StartsWith("Nothing was audited", text, StringComparison.Ordinal);
        Assert.Equal(3, code);
    }

    [Fact]
    public void The_continuous_integration_audits_before_it_tests()
    {
        var lines = File.ReadAllText(Repository.File(".ci", "run"));

        Assert.Contains("local/audit.sh || audit=$?", lines, StringComparison.Ordinal);
        Assert.True(lines.IndexOf("local/audit.sh", StringComparison.Ordinal) < lines.IndexOf("exec ./test.sh", StringComparison.Ordinal));
    }

    private static string Version() =>
        System.Xml.Linq.XDocument.Load(Repository.File("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => package.Attribute("Include")!.Value == Package).Attribute("Version")!.Value;

    private Task<(int Code, string Text)> AuditAsync() =>
        Shell.RunAsync($"local/audit.sh '{_directory}/used.csproj'", null, ("MSBUILDDISABLENODEREUSE", "1"));
}
