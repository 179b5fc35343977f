namespace ZoomAspire.Core.Zoom;

/// <summary>Zoom's plans, as far as quotas differ.</summary>
internal enum ZoomAccountPlan
{
    /// <summary>Free.</summary>
    Free,

    /// <summary>Pro: assumed until we learn better.</summary>
    Pro,

    /// <summary>Business and above.</summary>
    Business,
}

/// <summary>
/// Zoom's quotas of calls in a second, by account (https://developers.zoom.us/docs/api/rate-limits/). All apps of an account
/// share them. We leave a quarter to the others, and never make more calls in any second than the quota: after an idle moment a third of
/// a second's calls may go at once.
/// </summary>
internal static class ZoomQuota
{
    /// <summary>How many processes share a quota when they cannot speak to each other.</summary>
    public const int ProcessesAssumed = 4;

    /// <summary>The plan of an account that we know nothing of.</summary>
    public const ZoomAccountPlan AssumedPlan = ZoomAccountPlan.Pro;

    private const double OurShare = 0.75;

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1d / 3);

    private static readonly ZoomAccountPlan[] Plans = [ZoomAccountPlan.Free, ZoomAccountPlan.Pro, ZoomAccountPlan.Business];

    /// <summary>Calls in a second that Zoom allows.</summary>
    public static int PerSecond(ZoomAccountPlan plan, ZoomCallWeight weight) => (plan, weight) switch
    {
        (ZoomAccountPlan.Free, ZoomCallWeight.Light) => 4,
        (ZoomAccountPlan.Free, ZoomCallWeight.Medium) => 2,
        (ZoomAccountPlan.Free, _) => 1,
        (ZoomAccountPlan.Pro, ZoomCallWeight.Light) => 30,
        (ZoomAccountPlan.Pro, ZoomCallWeight.Medium) => 20,
        (ZoomAccountPlan.Pro, _) => 10,
        (_, ZoomCallWeight.Light) => 80,
        (_, ZoomCallWeight.Medium) => 60,
        _ => 40,
    };

    /// <summary>The time from one of our calls to the next, at the pace that we keep up.</summary>
    public static TimeSpan Interval(ZoomAccountPlan plan, ZoomCallWeight weight) =>
        TimeSpan.FromSeconds(1 / (OurShare * PerSecond(plan, weight)));

    /// <summary>How far calls may run ahead of that pace.</summary>
    public static TimeSpan Tolerance(TimeSpan interval) => Burst > interval ? Burst - interval : TimeSpan.Zero;

    /// <summary>The plan that has such a quota, as an answer's <c>X-RateLimit-Limit</c> tells it; null if none has.</summary>
    public static ZoomAccountPlan? PlanOf(ZoomCallWeight weight, long perSecond) =>
        Plans.Where(plan => PerSecond(plan, weight) == perSecond).Select(plan => (ZoomAccountPlan?)plan).FirstOrDefault();
}
