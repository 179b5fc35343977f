using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Tests.Api;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Tests.Operator;
using ZoomAspire.Tests.Queue;

namespace ZoomAspire.Tests.Docs;

/// <summary>
/// Every command in the documents is run, or held against what its script or program says of itself. Those that need what no test machine has
/// are listed here, to the letter.
/// </summary>
public sealed partial class DocsCommandsTests : IAsyncLifetime
{
    private const string Key = "operator-key-0123456789-0123456789";

    // A container runtime, an Azure subscription, a tunnel: docs/deployment.md says that they were not tried.
    private static readonly string[] NotTried =
    [
        "aspire publish -o out", "docker compose -f out/docker-compose.yaml --env-file out/.env up -d", "azd auth login", "azd up", "aspire deploy",
        "cloudflared tunnel --url http://localhost:5080", "ngrok http 5080", "dotnet tool install -g Aspire.Cli", "az containerapp hostname bind",
    ];

    // What the environment file and BackupTests run as whole blocks.
    private static readonly string[] RunAsBlocks = ["zoomaspire.env <<END", "pg_dump "];

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public static TheoryData<string> Scripts => ["./run.sh", "./test.sh", "bench/run.sh", "local/audit.sh", "local/licences.sh"];

    [Fact]
    public void Every_command_is_known()
    {
        var commands = Commands().ToList();

        Assert.True(commands.Count > 25);
        Assert.DoesNotContain(commands, command => !IsKnown(command.Text));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_says_how_it_is_used_and_documents_use_it_so(string script)
    {
        var (code, help) = await Shell.RunAsync($"{script} --help");
        var words = Commands().Where(command => command.Text.Split(' ')[0] == script)
            .Select(command => command.Text.Split(' ').Skip(1).FirstOrDefault() ?? "")
            .Where(word => Word().IsMatch(word))
            .Distinct();

        Assert.Equal(0, code);
        Assert.Contains($"usage: {script}", help, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Matches($@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", help));
    }

    [Fact]
    public async Task A_word_that_a_script_does_not_know_is_refused()
    {
        Assert.Equal(1, (await Shell.RunAsync("./run.sh nonsense")).Code);
        Assert.Equal(1, (await Shell.RunAsync("./test.sh --nonsense")).Code);
        Assert.Equal(2, (await Shell.RunAsync("empty=$(mktemp -d); trap 'rmdir \"$empty\"' EXIT; local/services.sh nonsense \"$empty\"")).Code);
    }

    [Fact]
    public async Task Every_statement_for_the_database_can_be_executed()
    {
        var statements = (from name in Documents.Names
                          from code in Documents.Code(name)
                          where Statement().IsMatch(code)
                          select code).ToList();

        Assert.NotEmpty(statements);
        await using var context = _database.NewContext();
        foreach (var statement in statements)
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Database.ExecuteSqlRawAsync(statement);
        }
    }

    [Fact]
    public async Task Every_call_of_the_API_is_answered()
    {
        await using var api = new ApiFactory(_database.ConnectionString)
            .With("ConnectionStrings:redis", QueueHost.NoRedis)
            .With("INTERNAL_API_KEY", $"ops:{Key}:operate+read");
        api.UseKestrel(0);
        using var client = api.CreateClient();
        var address = client.BaseAddress!.AbsoluteUri.TrimEnd('/');
        var calls = Commands().Where(command => command.Text.StartsWith("curl ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(calls);
        foreach (var call in calls)
        {
            var (code, text) = await Shell.RunAsync(
                call.Text.Replace("https://HOST", address, StringComparison.Ordinal)
                    .Replace("curl ", "curl -sS -w ' status %{http_code}' ", StringComparison.Ordinal),
                null,
                ("KEY", Key),
                ("API", address));

            Assert.Equal(0, code);
            // That nobody knows the user of the example is an answer, too, and not the one of an address that does not exist.
            Assert.Matches(@"status 200$|No such user is known here\.", text);
        }
    }

    [Fact]
    public async Task The_environment_file_of_the_readme_is_private_and_good_for_every_service()
    {
        var directory = Directory.CreateTempSubdirectory("env-").FullName;
        try
        {
            var block = Documents.ShellBlocks("README.md").Single(lines => lines.Any(line => line.Contains(RunAsBlocks[0], StringComparison.Ordinal)));
            await File.WriteAllTextAsync(Path.Combine(directory, "run.sh"), "#!/bin/sh\nenv\n");
            var (code, text) = await Shell.RunAsync($"chmod +x run.sh\n{string.Join('\n', block)}\nstat -c mode=%a zoomaspire.env", directory);

            Assert.Equal(0, code);
            Assert.Contains("mode=600", text, StringComparison.Ordinal);
            string Value(string name) => Regex.Match(text, $"^{name}=(.*)$", RegexOptions.Multiline).Groups[1].Value;
            Assert.Empty(new TokenEncryptionOptions { Keys = Value("TOKEN_ENCRYPTION_KEYS") }.Problems());
            Assert.Empty(new StateOptions { Secret = Value("STATE_SECRET") }.Problems());
            Assert.Empty(new ZoomAspire.Api.Security.InternalApiOptions { Keys = Value("INTERNAL_API_KEY") }.Problems());
            Assert.Equal(
                RequiredByTheAppHost(),
                RequiredByTheAppHost().Where(name => Value(name).Length > 0));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static List<string> RequiredByTheAppHost() =>
        [.. RequiredNames().Matches(File.ReadAllText(Repository.File("ZoomAspire.AppHost", "ServiceSettings.cs")).Split("private static readonly string[] Optional")[0])
            .Select(match => match.Groups["name"].Value).Distinct()];

    // Those of blocks without the ones that are run as a whole, and those between backquotes that begin like a command.
    private static IEnumerable<(string Document, string Text)> Commands()
    {
        foreach (var name in Documents.Names)
        {
            var lines = Documents.ShellBlocks(name)
                .Where(block => !block.Any(line => RunAsBlocks.Any(part => line.Contains(part, StringComparison.Ordinal))))
                .SelectMany(block => block);
            var inline = Documents.Code(name).Where(code => Command().IsMatch(code));
            foreach (var line in lines.Concat(inline).Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0))
            {
                yield return (name, line);
            }
        }
    }

    private static bool IsKnown(string command) =>
        NotTried.Contains(command) ||
        command.StartsWith("curl ", StringComparison.Ordinal) ||
        command is ". ./zoomaspire.env" or "eval \"$(local/services.sh up .data/dev)\"" or "local/services.sh down .data/dev" ||
        Export().IsMatch(command) ||
        (ScriptCall().Match(command) is { Success: true } script && Scripts.Contains(script.Groups["script"].Value)) ||
        (Project().Match(command) is { Success: true } project && IsProject(project)) ||
        command == "printf %s \"$KEY\" | sha256sum";

    // The solution, or a project whose options all occur in its own code.
    private static bool IsProject(Match match)
    {
        var path = Repository.File(match.Groups["project"].Value);
        return File.Exists(path) || (File.Exists(Path.Combine(path, $"{Path.GetFileName(path)}.csproj")) &&
            Option().Matches(match.Groups["arguments"].Value).All(option => Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
                .Any(file => File.ReadAllText(file).Contains($"\"{option.Value}\"", StringComparison.Ordinal))));
    }

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(\./(run|test)\.sh|bench/run\.sh|local/(services|audit|licences)\.sh|curl |docker |dotnet (build|test|run|tool|restore|publish)|az |azd |aspire |pg_\w+ |printf |cloudflared |ngrok |psql |git |export )")]
    private static partial Regex Command();

    [GeneratedRegex(@"^export [A-Z_]+=\S*( [A-Z_]+=\S*)*$")]
    private static partial Regex Export();

    [GeneratedRegex(@"^(?<script>\./(run|test)\.sh|bench/run\.sh|local/\w+\.sh)( |$)")]
    private static partial Regex ScriptCall();

    [GeneratedRegex(@"^dotnet (build|run|test) (--project )?(?<project>[\w./]+)(?<options>( (-c Release|--no-build|--no-restore|-nologo|--filter \S+))*)( -- (?<arguments>.*))?$")]
    private static partial Regex Project();

    [GeneratedRegex(@"--\w+")]
    private static partial Regex Option();

    [GeneratedRegex("^(select|delete|update|insert) ")]
    private static partial Regex Statement();

    // No placeholder, number or name of a test.
    [GeneratedRegex("^(--)?[a-z-]+$")]
    private static partial Regex Word();

    [GeneratedRegex("\"(?<name>[A-Z][A-Z0-9_]+)\"")]
    private static partial Regex RequiredNames();
}
