using System.Diagnostics.Metrics;

namespace ZoomAspire.Core.Queue;

/// <summary>Counts failures of the stores, wherever they are met, on the meter <c>ZoomAspire</c>.</summary>
public sealed class StoreMetrics
{
    private readonly Counter<long> _errors;

    /// <summary>Registers the counter.</summary>
    /// <param name="meters">Makes meters.</param>
    public StoreMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _errors = meters.Create(Telemetry.Name).CreateCounter<long>(
            "zoomaspire.store.errors", "{error}", "Failures of PostgreSQL, Redis and the media store, by store");
    }

    /// <summary>Counts a failure, if it is one of a store's.</summary>
    /// <param name="exception">The failure.</param>
    public void Failed(Exception exception)
    {
        if (FailureClassifier.StoreOf(exception) is { } store)
        {
            Count(store);
        }
    }

    /// <summary>Counts that Redis is not there: nobody tries to reach it then, so nothing fails.</summary>
    internal void RedisIsAway() => Count("redis");

    private void Count(string store) => _errors.Add(1, new KeyValuePair<string, object?>("store", store));
}
