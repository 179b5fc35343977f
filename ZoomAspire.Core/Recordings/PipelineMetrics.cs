using System.Diagnostics.Metrics;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>What operators see of the pipeline, on the meter <c>ZoomAspire</c>.</summary>
internal sealed class PipelineMetrics
{
    private readonly Counter<long> _started;
    private readonly Counter<long> _succeeded;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _sweeps;
    private readonly Counter<long> _caughtUp;
    private readonly Histogram<double> _latency;

    public PipelineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Name);
        _started = meter.CreateCounter<long>("zoomaspire.downloads.started", "{download}", "Downloads from Zoom begun");
        _succeeded = meter.CreateCounter<long>("zoomaspire.downloads.succeeded", "{download}", "Downloads stored and checked");
        _failed = meter.CreateCounter<long>("zoomaspire.downloads.failed", "{download}", "Downloads that failed; most are repeated");
        _sweeps = meter.CreateCounter<long>("zoomaspire.sweeps", "{sweep}", "Sweeps for missed recordings that came to their end");
        _caughtUp = meter.CreateCounter<long>("zoomaspire.sweeps.found", "{meeting}", "Recorded meetings of which no webhook told");
        _latency = meter.CreateHistogram(
            "zoomaspire.delivery.latency",
            "s",
            "From the webhook to the audio in the chat, by length of the meeting",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14400] });
    }

    public void DownloadStarted() => _started.Add(1);

    public void DownloadSucceeded() => _succeeded.Add(1);

    public void DownloadFailed() => _failed.Add(1);

    public void CaughtUp(int meetings)
    {
        _sweeps.Add(1);
        _caughtUp.Add(meetings);
    }

    /// <param name="latency">From the webhook to the audio in the chat.</param>
    /// <param name="meeting"><c>short</c>: an hour or less; <c>long</c>; <c>waited</c>: for its user or an operator, so that it says nothing of us.</param>
    public void Delivered(TimeSpan latency, string meeting) =>
        _latency.Record(latency.TotalSeconds, new KeyValuePair<string, object?>("meeting", meeting));
}
