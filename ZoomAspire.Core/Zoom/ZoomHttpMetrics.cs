using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Zoom;

/// <summary>Counts what happens to calls to Zoom beyond what the HTTP client's own metrics tell.</summary>
internal sealed class ZoomHttpMetrics
{
    private readonly Counter<long> _retries;
    private readonly Counter<long> _held;

    public ZoomHttpMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("ZoomAspire");
        _retries = meter.CreateCounter<long>("zoomaspire.zoom.retries", "{retry}", "Calls to Zoom that were repeated, by reason");
        _held = meter.CreateCounter<long>("zoomaspire.zoom.held", "{call}", "Calls to Zoom not made for want of quota, by weight");
    }

    /// <param name="reason"><c>network</c>, <c>timeout</c>, or the status.</param>
    public void Retried(string reason) => _retries.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Held(ZoomCallWeight weight) => _held.Add(1, new KeyValuePair<string, object?>("weight", weight.ToString().ToLowerInvariant()));
}
