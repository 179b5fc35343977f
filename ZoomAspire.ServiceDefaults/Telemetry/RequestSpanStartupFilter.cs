using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Names server spans by method and route (<c>POST /webhooks/zoom</c>) and gives them their status: the framework's own span
/// has neither without the instrumentation package.
/// </summary>
internal sealed class RequestSpanStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(DescribeAsync);
        next(app);
    };

    private static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        // Taken before the call: handlers may leave an activity of their own as the current one.
        var span = Activity.Current;
        if (span is not null && IsProbe(context.Request.Path))
        {
            // Neither it nor what it causes is exported: a platform asks every few seconds.
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        await next(context);
        if (span is null)
        {
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        // The root of a group of routes has a slash at its end.
        route = route is { Length: > 1 } ? route.TrimEnd('/') : route;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.route", route);
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static bool IsProbe(PathString path) => path == "/health" || path == "/alive";
}
