namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Zoom's rate limit labels: each account has a quota for each (https://developers.zoom.us/docs/api/rate-limits/).
/// </summary>
internal enum ZoomCallWeight
{
    /// <summary>Most calls about one thing.</summary>
    Light,

    /// <summary>Lists.</summary>
    Medium,

    /// <summary>Reports.</summary>
    Heavy,
}
