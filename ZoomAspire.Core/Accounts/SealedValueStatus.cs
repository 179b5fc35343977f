using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// The last count of sealed values by key: a metric, by which a change of keys can be watched, and a health check. A missing key makes
/// a service degraded, never unhealthy: everybody whose values can be opened is served.
/// </summary>
internal sealed class SealedValueStatus : IHealthCheck
{
    private readonly Sealer _sealer;
    private IReadOnlyDictionary<string, long> _counts = new Dictionary<string, long>();

    public SealedValueStatus(Sealer sealer, IMeterFactory meters)
    {
        _sealer = sealer;
        meters.Create("ZoomAspire").CreateObservableGauge(
            "zoomaspire.secrets.sealed",
            () => _counts.Select(pair => new Measurement<long>(pair.Value, [new("key", pair.Key), new("current", pair.Key == sealer.CurrentKeyId)])),
            "{secret}",
            "Sealed secrets in the database by the id of their key");
    }

    /// <summary>Values by the ids of keys that the settings do not hold.</summary>
    public IEnumerable<KeyValuePair<string, long>> Missing => _counts.Where(pair => !_sealer.HasKey(pair.Key));

    public void Counted(IReadOnlyDictionary<string, long> counts) => _counts = counts;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Missing.ToList() is { Count: > 0 } missing
            ? HealthCheckResult.Degraded(string.Join(' ', missing.Select(pair => $"Key \"{pair.Key}\" is missing for {pair.Value} secrets.")))
            : HealthCheckResult.Healthy());
}
