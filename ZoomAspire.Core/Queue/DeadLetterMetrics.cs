using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Queue;

/// <summary>Counts dead letters, wherever a job is given up, on the meter <c>ZoomAspire</c>.</summary>
public sealed class DeadLetterMetrics
{
    private readonly Counter<long> _deadLetters;

    /// <summary>Registers the counter.</summary>
    /// <param name="meters">Makes meters.</param>
    public DeadLetterMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _deadLetters = meters.Create(Telemetry.Name).CreateCounter<long>("zoomaspire.jobs.dead_letters", "{job}", "Jobs given up");
    }

    internal void Buried(JobKind kind, FailureKind failure) =>
        _deadLetters.Add(1, new("kind", kind.ToString()), new KeyValuePair<string, object?>("failure", failure.ToString()));
}
