namespace ZoomAspire.Core.Zoom;

/// <summary>
/// What <see cref="ZoomHttpHandler"/> is to know of a request. A request without it, such as every OAuth request, is sent once and
/// counts against no quota.
/// </summary>
/// <param name="AccountId">The account whose quota it uses; null if not known.</param>
/// <param name="Weight">Which of its quotas.</param>
internal sealed record ZoomCall(string? AccountId, ZoomCallWeight Weight)
{
    private static readonly HttpRequestOptionsKey<ZoomCall> Key = new("zoom-call");

    /// <summary>What was said of a request.</summary>
    public static ZoomCall? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var call) ? call : null;

    /// <summary>Says it of a request.</summary>
    public void Describe(HttpRequestMessage request) => request.Options.Set(Key, this);
}
