using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Operator;

/// <summary>From where on the operator is alerted. A threshold of 0 switches its rule off; docs/operations.md lists the rules.</summary>
public sealed class AlertOptions : ISettings
{
    private const int HighestCount = 1_000_000;

    /// <summary>ALERT_FAILURE_RATE: percent of the attempts at jobs that fail, in a quarter of an hour.</summary>
    [ConfigurationKeyName("ALERT_FAILURE_RATE")]
    public int FailureRate { get; set; } = 50;

    /// <summary>ALERT_SIGNATURE_FAILURES: webhooks refused for their signature or age, in ten minutes.</summary>
    [ConfigurationKeyName("ALERT_SIGNATURE_FAILURES")]
    public int SignatureFailures { get; set; } = 20;

    /// <summary>ALERT_CRC_FAILURES: URL validations refused, in ten minutes.</summary>
    [ConfigurationKeyName("ALERT_CRC_FAILURES")]
    public int CrcFailures { get; set; } = 2;

    /// <summary>ALERT_REFRESH_FAILURES: token refreshes that failed, in a quarter of an hour.</summary>
    [ConfigurationKeyName("ALERT_REFRESH_FAILURES")]
    public int RefreshFailures { get; set; } = 10;

    /// <summary>ALERT_QUEUE_DEPTH: jobs that are due, for five minutes.</summary>
    [ConfigurationKeyName("ALERT_QUEUE_DEPTH")]
    public int QueueDepth { get; set; } = 500;

    /// <summary>ALERT_QUEUE_AGE: how long the oldest due job has waited, for five minutes.</summary>
    [ConfigurationKeyName("ALERT_QUEUE_AGE")]
    public TimeSpan QueueAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>ALERT_UNDELIVERED: recordings of which webhooks told within an hour, while nothing was delivered.</summary>
    [ConfigurationKeyName("ALERT_UNDELIVERED")]
    public int Undelivered { get; set; } = 3;

    /// <summary>ALERT_STORE_ERRORS: failures of PostgreSQL, Redis and the media store, in ten minutes.</summary>
    [ConfigurationKeyName("ALERT_STORE_ERRORS")]
    public int StoreErrors { get; set; } = 10;

    /// <summary>ALERT_DISK_FREE_MB: megabytes (1,000,000 bytes) free for temporary files of a worker.</summary>
    [ConfigurationKeyName("ALERT_DISK_FREE_MB")]
    public int DiskFreeMegabytes { get; set; } = 1000;

    /// <summary>ALERT_DELIVERY_TIME: from the webhook to audible audio, for 95 of 100 meetings of an hour or less.</summary>
    [ConfigurationKeyName("ALERT_DELIVERY_TIME")]
    public TimeSpan DeliveryTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>ALERT_REPEAT: after how long an alert that lasts and that nobody acknowledged is repeated.</summary>
    [ConfigurationKeyName("ALERT_REPEAT")]
    public TimeSpan Repeat { get; set; } = TimeSpan.FromHours(6);

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (FailureRate is < 0 or > 100)
        {
            yield return "ALERT_FAILURE_RATE must lie between 0 and 100 percent.";
        }

        foreach (var (name, count) in Counts())
        {
            if (count is < 0 or > HighestCount)
            {
                yield return $"{name} must lie between 0 and {HighestCount}.";
            }
        }

        foreach (var (name, time) in Times())
        {
            if (time < TimeSpan.Zero || time > TimeSpan.FromDays(1))
            {
                yield return $"{name} must lie between 00:00:00 and a day.";
            }
        }

        if (Repeat < TimeSpan.FromMinutes(10) || Repeat > TimeSpan.FromDays(30))
        {
            yield return "ALERT_REPEAT must lie between ten minutes and 30 days.";
        }
    }

    private IEnumerable<(string Name, int Count)> Counts() =>
    [
        ("ALERT_SIGNATURE_FAILURES", SignatureFailures),
        ("ALERT_CRC_FAILURES", CrcFailures),
        ("ALERT_REFRESH_FAILURES", RefreshFailures),
        ("ALERT_QUEUE_DEPTH", QueueDepth),
        ("ALERT_UNDELIVERED", Undelivered),
        ("ALERT_STORE_ERRORS", StoreErrors),
        ("ALERT_DISK_FREE_MB", DiskFreeMegabytes),
    ];

    private IEnumerable<(string Name, TimeSpan Time)> Times() => [("ALERT_QUEUE_AGE", QueueAge), ("ALERT_DELIVERY_TIME", DeliveryTime)];
}
