using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZoomAspire.ServiceDefaults.Health;

/// <summary>The two health endpoints that every service has.</summary>
public static class HealthEndpoints
{
    /// <summary>Tag of the checks that make up <c>/alive</c>: those that depend on nothing outside the process.</summary>
    public const string LiveTag = "live";

    /// <summary>
    /// Maps <c>/health</c> (readiness: every dependency by name, 503 when one is missing) and <c>/alive</c> (liveness: never
    /// depends on others).
    /// </summary>
    /// <param name="app">The service.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteAsync });
        return app;
    }

    // Names and states only: descriptions and exceptions of checks may name hosts and users.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            JsonSerializer.Serialize(new HealthBody(
                report.Status.ToString(),
                report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()))),
            context.RequestAborted);
    }

    private sealed record HealthBody(string Status, Dictionary<string, string> Checks);
}
