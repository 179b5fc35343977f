using System.Globalization;
using System.Net.Http.Headers;

namespace ZoomAspire.Core.Zoom;

/// <summary>Zoom's <c>X-RateLimit-*</c> headers, none of which need be there (https://developers.zoom.us/docs/api/rate-limits/).</summary>
/// <param name="Weight">The quota that they speak of.</param>
/// <param name="IsPerSecond">Whether it is the one of a second, not that of a day.</param>
/// <param name="Limit">The quota.</param>
internal readonly record struct ZoomRateHeaders(ZoomCallWeight Weight, bool IsPerSecond, long? Limit)
{
    /// <summary>Reads them; <paramref name="assumed"/> is the quota where they do not name one that we know.</summary>
    public static ZoomRateHeaders Read(HttpResponseHeaders headers, ZoomCallWeight assumed) => new(
        Value(headers, "X-RateLimit-Category")?.ToUpperInvariant() switch
        {
            "LIGHT" => ZoomCallWeight.Light,
            "MEDIUM" => ZoomCallWeight.Medium,
            "HEAVY" => ZoomCallWeight.Heavy,
            _ => assumed,
        },
        string.Equals(Value(headers, "X-RateLimit-Type"), "QPS", StringComparison.OrdinalIgnoreCase),
        long.TryParse(Value(headers, "X-RateLimit-Limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null);

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
