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

    private const int PagesPerMinute = 60;

    public static void AddPublicRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Pages, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = PagesPerMinute, Window = TimeSpan.FromMinutes(1) }));
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
}
