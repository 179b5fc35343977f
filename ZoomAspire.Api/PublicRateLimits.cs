using System.Globalization;
using System.Threading.RateLimiting;

namespace ZoomAspire.Api;

/// <summary>
/// Limits on what strangers may ask. Webhooks have none: Zoom never repeats a request that was answered with 429, and checking
/// a signature costs less than counting.
/// </summary>
internal static class PublicRateLimits
{
    /// <summary>The pages that a browser opens: 60 requests a minute for each client address.</summary>
    public const string Pages = "pages";

    /// <summary>What holders of a key ask: 600 requests a minute for each client address, keys tried in vain included.</summary>
    public const string Integrations = "integrations";

    /// <summary>All that one client address asks in a minute, health and what does not exist included; webhooks are not counted.</summary>
    public const int EverythingPerMinute = 6000;

    private const int PagesPerMinute = 60;
    private const int IntegrationsPerMinute = 600;

    public static void AddPublicRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => PerMinute(context, EverythingPerMinute));
        options.AddPolicy(Pages, context => PerMinute(context, PagesPerMinute));
        options.AddPolicy(Integrations, context => PerMinute(context, IntegrationsPerMinute));
        options.OnRejected = (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            {
                context.HttpContext.Response.Headers.RetryAfter =
                    ((int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }

            return ValueTask.CompletedTask;
        };
    });

    private static RateLimitPartition<string> PerMinute(HttpContext context, int limit) => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = TimeSpan.FromMinutes(1) });
}
