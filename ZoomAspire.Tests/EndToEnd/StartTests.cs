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
    public async Task A_missing_setting_stops_the_service_with_one_sentence(string service, string variable)
    {
        var (code, errors) = await StartAsync(service, variable, null);

        Assert.Equal(1, code);
        Assert.Contains(variable, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Api", "TOKEN_ENCRYPTION_KEYS", "k1:c2VjcmV0LXZhbHVl")]
    [InlineData("Api", "STATE_SECRET", "secret-value")]
    [InlineData("Worker", "JOB_CONCURRENCY", "secret-value")]
    [InlineData("Worker", "MEDIA_TTL", "secret-value")]
    [InlineData("Bot", "TELEGRAM_BOT_TOKEN", "secret-value")]
    public async Task A_malformed_setting_is_named_without_its_value(string service, string variable, string value)
    {
        var (code, errors) = await StartAsync(service, variable, value);

        Assert.Equal(1, code);
        var error = Assert.Single(errors);
        Assert.Contains(variable, error, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string[] Errors)> StartAsync(string service, string variable, string? value)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(service)]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, setting) in TestSettings.All.Append(new("ConnectionStrings:zoomaspire", TestServices.Postgres)))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = setting;
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment.Remove(variable);
        if (value is not null)
        {
            start.Environment[variable] = value;
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
