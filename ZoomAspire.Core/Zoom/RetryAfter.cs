using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Reads when Zoom wants to be asked again (https://developers.zoom.us/docs/api/rate-limits/). Documentation and practice know
/// seconds, an HTTP date, an ISO date-time, a reset time in Unix seconds, and nothing at all.
/// </summary>
internal static class RetryAfter
{
    private const string Reset = "X-RateLimit-Reset";

    /// <summary>
    /// How long to wait, or null where the answer does not say. Of the daily quotas it may say no more than that one is used up.
    /// </summary>
    /// <param name="response">The answer; its body is read, and so must be bounded.</param>
    /// <param name="now">The time by our clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<TimeSpan?> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Read(response.Headers, now) is { } said)
        {
            return said;
        }

        return response.StatusCode == HttpStatusCode.TooManyRequests &&
            (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("daily", StringComparison.OrdinalIgnoreCase)
                ? UntilMidnight(now)
                : null;
    }

    /// <summary>How long to wait, or null where the headers do not say.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter is { } standard)
        {
            return standard.Delta ?? Until(standard.Date, now);
        }

        var text = Value(headers, "Retry-After");
        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            return Until(date, now);
        }

        return long.TryParse(Value(headers, Reset), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) &&
            seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? Until(DateTimeOffset.FromUnixTimeSeconds(seconds), now)
                : null;
    }

    /// <summary>Daily quotas begin again at midnight UTC.</summary>
    public static TimeSpan UntilMidnight(DateTimeOffset now) => now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? Until(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } value ? (value > now ? value - now : TimeSpan.Zero) : null;
}
