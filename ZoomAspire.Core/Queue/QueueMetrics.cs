using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Queue;

/// <summary>What operators see of the queue, on the meter <c>ZoomAspire</c>.</summary>
internal sealed class QueueMetrics
{
    private readonly Counter<long> _retries;
    private QueueDepth _depth = new(0, 0);

    public QueueMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Name);
        _retries = meter.CreateCounter<long>("zoomaspire.jobs.retries", "{job}", "Attempts that failed and will be repeated");
        meter.CreateObservableGauge("zoomaspire.jobs.due", () => _depth.Due, "{job}", "Jobs that could start now");
        meter.CreateObservableGauge(
            "zoomaspire.jobs.oldest_age", () => _depth.OldestAgeSeconds, "s", "How long the oldest due job has waited");
    }

    public void Retried(JobKind kind, FailureKind failure) =>
        _retries.Add(1, new("kind", kind.ToString()), new KeyValuePair<string, object?>("failure", failure.ToString()));

    /// <summary>Takes a reading; the gauges repeat the last one, so that collecting them costs no query.</summary>
    public void Measured(QueueDepth depth) => _depth = depth;
}
