using System.Diagnostics.Metrics;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>What operators see of the queue, on the meter <c>ZoomAspire</c>.</summary>
internal sealed class QueueMetrics
{
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _attempts;
    private QueueDepth? _depth;

    public QueueMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Name);
        _retries = meter.CreateCounter<long>("zoomaspire.jobs.retries", "{job}", "Attempts that failed and will be repeated");
        _attempts = meter.CreateHistogram(
            "zoomaspire.jobs.attempt.duration",
            "s",
            "Attempts at jobs, by kind and outcome",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });
        // Nothing before the first reading: that nothing waits would be a guess.
        meter.CreateObservableGauge("zoomaspire.jobs.due", () => Read<long>(depth => depth.Due), "{job}", "Jobs that could start now");
        meter.CreateObservableGauge(
            "zoomaspire.jobs.oldest_age", () => Read(depth => depth.OldestAgeSeconds), "s", "How long the oldest due job has waited");
    }

    public void Retried(JobKind kind, FailureKind failure) =>
        _retries.Add(1, new("kind", kind.ToString()), new KeyValuePair<string, object?>("failure", failure.ToString()));

    /// <param name="kind">The kind of job.</param>
    /// <param name="outcome">What became of the job; see <see cref="AttemptOutcome"/>.</param>
    /// <param name="duration">How long the attempt took.</param>
    public void Attempted(JobKind kind, AttemptOutcome outcome, TimeSpan duration) => _attempts.Record(
        duration.TotalSeconds,
        new("kind", kind.ToString()),
        new KeyValuePair<string, object?>("outcome", SnakeCaseNames.Of(outcome.ToString())));

    /// <summary>Takes a reading; the gauges repeat the last one, so that collecting them costs no query.</summary>
    public void Measured(QueueDepth depth) => _depth = depth;

    private IEnumerable<Measurement<T>> Read<T>(Func<QueueDepth, T> value)
        where T : struct => _depth is { } depth ? [new Measurement<T>(value(depth))] : [];
}

/// <summary>What became of a job by an attempt at it.</summary>
internal enum AttemptOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed and will be tried again.</summary>
    Retried,

    /// <summary>It waits until its user has done something.</summary>
    Parked,

    /// <summary>It was given up: a dead letter.</summary>
    Dead,

    /// <summary>There was nothing left to do it for.</summary>
    Cancelled,

    /// <summary>It was not its turn, the service stops, or another worker has it: it goes on elsewhere.</summary>
    PutOff,
}
