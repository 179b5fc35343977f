using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZoomAspire.ServiceDefaults.Security;
using ZoomAspire.ServiceDefaults.Telemetry;

namespace ZoomAspire.ServiceDefaults.Health;

/// <summary>The two health endpoints that every service has.</summary>
public static class HealthEndpoints
{
    /// <summary>Tag of the checks that make up <c>/alive</c>: those that depend on nothing outside the process.</summary>
    public const string LiveTag = "live";

    private const string KeySetting = "INTERNAL_API_KEY";

    /// <summary>
    /// Maps <c>/health</c> (readiness: every dependency by name with its latency, 503 when one is missing) and <c>/alive</c> (liveness: never
    /// depends on others). To a key of <c>INTERNAL_API_KEY</c> that may operate the service, presented as a bearer token, <c>/health</c> says
    /// more: what each check has to say.
    /// </summary>
    /// <param name="app">The service.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteAsync });
        return app;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var body = new HealthBody(
            report.Status.ToString(),
            report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
            report.Entries.ToDictionary(entry => entry.Key, entry => Math.Round(entry.Value.Duration.TotalMilliseconds, 1)),
            IsOperator(context) ? Details(report, context.RequestServices.GetRequiredService<SecretRedactor>()) : null);
        return context.Response.WriteAsync(JsonSerializer.Serialize(body), context.RequestAborted);
    }

    // Descriptions and exceptions may name hosts and users, so they are not for everybody; passwords are for nobody.
    private static Dictionary<string, string> Details(HealthReport report, SecretRedactor redactor) => report.Entries
        .Where(entry => entry.Value is { Description: not null } or { Exception: not null })
        .ToDictionary(entry => entry.Key, entry => redactor.Redact(
            string.Join(' ', new[] { entry.Value.Description, entry.Value.Exception?.Message }.Where(text => !string.IsNullOrEmpty(text)).Distinct())));

    // Compared with all keys: how long it takes says nothing about any of them.
    private static bool IsOperator(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header) ||
            !string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var hash = InternalApiKey.HashOf(header.Parameter ?? "");
        var isOperator = false;
        foreach (var text in (context.RequestServices.GetRequiredService<IConfiguration>()[KeySetting] ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            isOperator |= InternalApiKey.TryRead(text) is { Key: var key } &&
                CryptographicOperations.FixedTimeEquals(hash, key.Hash) & key.Scopes.Contains(ApiScopes.Operate);
        }

        return isOperator;
    }

    /// <param name="Status">The worst of all.</param>
    /// <param name="Checks">Each dependency's state.</param>
    /// <param name="Milliseconds">How long it took to find out.</param>
    /// <param name="Details">What the checks have to say; for operators only.</param>
    private sealed record HealthBody(
        string Status,
        Dictionary<string, string> Checks,
        Dictionary<string, double> Milliseconds,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, string>? Details);
}
