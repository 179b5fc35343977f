using System.Diagnostics;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.EndToEnd;

/// <summary>What a service says when it cannot start.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("Api", "ZOOM_CLIENT_ID")]
    [InlineData("Api", "ZOOM_WEBHOOK_SECRET")]
    [InlineData("Api", "INTERNAL_API_KEY")]
    [InlineData("Worker", "TOKEN_ENCRYPTION_KEYS")]
    [InlineData("Worker", "STATE_SECRET")]
    [InlineData("Bot", "TELEGRAM_BOT_TOKEN")]
    [InlineData("Api", "ConnectionStrings__zoomaspire")]
    [InlineData("Worker", "ConnectionStrings__zoomaspire")]
    [InlineData("Bot", "ConnectionStrings__zoomaspire")]
    [InlineData("Api", "ConnectionStrings__redis")]
    [InlineData("Worker", "ConnectionStrings__redis")]
    [InlineData("Bot", "ConnectionStrings__redis")]
    [InlineData("Api", "ConnectionStrings__media")]
    [InlineData("Worker", "ConnectionStrings__media")]
    public async Task A_missing_setting_stops_the_service_with_one_sentence(string service, string variable)
    {
        var (code, errors) = await StartAsync(service, (variable, null));

        Assert.Equal(1, code);
        Assert.Contains(variable, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Api", "TOKEN_ENCRYPTION_KEYS", "k1:c2VjcmV0LXZhbHVl")]
    [InlineData("Api", "STATE_SECRET", "secret-value")]
    [InlineData("Worker", "JOB_CONCURRENCY", "secret-value")]
    [InlineData("Worker", "MEDIA_TTL", "secret-value")]
    [InlineData("Bot", "TELEGRAM_BOT_TOKEN", "secret-value")]
    [InlineData("Api", "ConnectionStrings__zoomaspire", "secret-value")]
    [InlineData("Worker", "ConnectionStrings__zoomaspire", "Host=db;Database=x;Timeout=secret-value")]
    [InlineData("Bot", "ConnectionStrings__zoomaspire", "Database=secret-value")]
    [InlineData("Api", "ConnectionStrings__redis", "Host=secret-value")]
    [InlineData("Worker", "ConnectionStrings__redis", "redis://secret-value:6379")]
    [InlineData("Bot", "ConnectionStrings__redis", "127.0.0.1:1,connectTimeout=secret-value")]
    [InlineData("Worker", "ConnectionStrings__media", "Endpoint=secret-value;AccessKey=a;SecretKey=b;Bucket=abc")]
    public async Task A_malformed_setting_is_named_without_its_value(string service, string variable, string value)
    {
        var (code, errors) = await StartAsync(service, (variable, value));

        Assert.Equal(1, code);
        var error = Assert.Single(errors);
        Assert.Contains(variable, error, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-value", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Worker")]
    [InlineData("Bot")]
    public async Task All_problems_are_told_at_once(string service)
    {
        var (code, errors) = await StartAsync(
            service, ("ConnectionStrings__zoomaspire", "secret-value"), ("ConnectionStrings__redis", "redis://secret-value"), ("STATE_SECRET", null));

        Assert.Equal(1, code);
        Assert.Equal(3, errors.Length);
        Assert.All(["ConnectionStrings__zoomaspire", "ConnectionStrings__redis", "STATE_SECRET"], variable =>
            Assert.Single(errors, error => error.Contains(variable, StringComparison.Ordinal)));
    }

    private static async Task<(int Code, string[] Errors)> StartAsync(string service, params (string Variable, string? Value)[] changes)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(service)]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, setting) in TestSettings.All.Append(new("ConnectionStrings:zoomaspire", TestServices.Postgres)))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = setting;
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["API_BASE_URL"] = "http://127.0.0.1:1";
        foreach (var (variable, value) in changes)
        {
            start.Environment.Remove(variable);
            if (value is not null)
            {
                start.Environment[variable] = value;
            }
        }

        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await output;
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // Beside this test project, in the same configuration.
    private static string Assembly(string service) =>
        AppContext.BaseDirectory.Replace("ZoomAspire.Tests", $"ZoomAspire.{service}", StringComparison.Ordinal) + $"ZoomAspire.{service}.dll";
}
