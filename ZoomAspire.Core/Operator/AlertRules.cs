using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Operator;

/// <summary>The rules by which the operator is alerted, with the thresholds that are set.</summary>
internal sealed class AlertRules
{
    private const int FewestAttempts = 20;
    private const int FewestDeliveries = 20;

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly Signal Attempts = new("attempts", "zoomaspire.jobs.attempt.duration", SignalKind.Count);
    private static readonly Signal FailedAttempts = Attempts with { Name = "attempts_failed", Filters = [new("outcome", "retried", "dead")] };
    private static readonly Signal Deliveries = new("deliveries", "zoomaspire.delivery.latency", SignalKind.Count);
    private static readonly Signal ShortDeliveries = Deliveries with { Name = "deliveries_short", Filters = [new("meeting", "short")] };

    /// <summary>Makes the rules.</summary>
    /// <param name="options">Thresholds.</param>
    public AlertRules(IOptions<AlertOptions> options)
    {
        All = [.. Of(options.Value)];
        Signals = [.. All.SelectMany(rule => rule.Condition.Signals).DistinctBy(signal => signal.Name)];
    }

    /// <summary>All that are switched on.</summary>
    public IReadOnlyList<AlertRule> All { get; }

    /// <summary>What they look at.</summary>
    public IReadOnlyList<Signal> Signals { get; }

    private static IEnumerable<AlertRule> Of(AlertOptions options) => new (double Threshold, AlertRule Rule)[]
    {
        (options.FailureRate, FailureRate(options.FailureRate)),
        (options.SignatureFailures, Signatures(options.SignatureFailures)),
        (options.CrcFailures, UrlValidations(options.CrcFailures)),
        (options.RefreshFailures, Refreshes(options.RefreshFailures)),
        (options.QueueDepth, QueueDepth(options.QueueDepth)),
        (options.QueueAge.TotalSeconds, QueueAge(options.QueueAge)),
        (options.Undelivered, Undelivered(options.Undelivered)),
        (options.StoreErrors, Stores(options.StoreErrors)),
        (options.DiskFreeMegabytes, DiskSpace(options.DiskFreeMegabytes)),
        (options.DeliveryTime.TotalSeconds, DeliveryTime(options.DeliveryTime)),
        (1, DeadLetters()),
    }.Where(rule => rule.Threshold > 0).Select(rule => rule.Rule);

    private static AlertRule FailureRate(int percent) => new(
        "failure_rate",
        "Many jobs fail",
        "Zoom, Telegram or a store is in trouble, or a new version is. /ops shows the kinds of failures; nothing is lost while they are retried.",
        new TooLargeAShare(FailedAttempts, Attempts, percent, FewestAttempts, Quarter));

    private static AlertRule Signatures(int most) => new(
        "signature_failures",
        "Webhooks with wrong signatures",
        "Somebody guesses, or Zoom signs with a secret that is not set here: its events are then refused for good. Compare ZOOM_WEBHOOK_SECRET "
            + "with the app's secret token; the clock of the API may be wrong, too.",
        new TooMany(new Signal("signature_failures", "zoomaspire.webhooks.signature_failures", SignalKind.Sum), most, TenMinutes));

    private static AlertRule UrlValidations(int most) => new(
        "crc_failures",
        "URL validations are refused",
        "Zoom asks every few days whether the address knows the secret, and stops sending events if it does not. What came was none of its questions: "
            + "see who sends it, and press Validate in the app's settings.",
        new TooMany(new Signal("crc_failures", "zoomaspire.webhooks.crc_failures", SignalKind.Sum), most, TenMinutes));

    private static AlertRule Refreshes(int most) => new(
        "refresh_failures",
        "Token refreshes fail",
        "Zoom's OAuth server is in trouble, or does not take ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET. Work of these connections waits.",
        new TooMany(
            new Signal("refresh_failures", "zoomaspire.token.refreshes", SignalKind.Sum)
            {
                Filters = [new LabelFilter("outcome", "refreshed") { IsExcluding = true }],
            },
            most,
            Quarter));

    private static AlertRule QueueDepth(int most) => new(
        "queue_depth",
        "The queue is long",
        "More comes than the workers do. Add a worker, or raise JOB_CONCURRENCY.",
        new TooHigh(new Signal("queue_depth", "zoomaspire.jobs.due", SignalKind.Level), most, "jobs due", FiveMinutes));

    private static AlertRule QueueAge(TimeSpan longest) => new(
        "queue_age",
        "Jobs wait for long",
        "No worker takes them: see whether the workers run and reach the stores. Where one user floods the queue, only that user's jobs wait.",
        new TooHigh(
            new Signal("queue_age", "zoomaspire.jobs.oldest_age", SignalKind.Level), longest.TotalSeconds, "seconds since the oldest was due", FiveMinutes));

    private static AlertRule Undelivered(int least) => new(
        "no_deliveries",
        "Webhooks come, but nothing is delivered",
        "See whether the workers run, and in /ops what becomes of the jobs.",
        new Silence(
            new Signal("recordings", "zoomaspire.webhooks", SignalKind.Sum)
            {
                Filters = [new LabelFilter("event", "recording.completed"), new LabelFilter("outcome", "Accepted")],
            },
            Deliveries,
            least,
            Quarter,
            Hour));

    private static AlertRule Stores(int most) => new(
        "store_errors",
        "A store fails",
        "PostgreSQL, Redis or the media store refuses or does not answer; /health of the services names it. Disks that are full look so, too.",
        new TooMany(new Signal("store_errors", "zoomaspire.store.errors", SignalKind.Sum), most, TenMinutes));

    private static AlertRule DiskSpace(int megabytes) => new(
        "disk_space",
        "A worker's disk is nearly full",
        "Converting needs about twice the upload limit for temporary files, below TMPDIR. Free some, or give the workers more.",
        new TooLow(new Signal("disk_free", "zoomaspire.disk.free", SignalKind.Level), megabytes * 1e6, "MB free", 1e6, FiveMinutes));

    private static AlertRule DeliveryTime(TimeSpan target) => new(
        "delivery_time",
        "Recordings arrive late",
        "Meetings of an hour or less should be audible within the target. See which step takes its time in the traces of the latest.",
        new TooSlow(ShortDeliveries, ShortDeliveries with { Name = "deliveries_late", Above = target.TotalSeconds }, target, FewestDeliveries, Hour));

    private static AlertRule DeadLetters() => new(
        DeadLetterAlert.Name,
        "Jobs were given up",
        "/ops shows why, replays and deletes them.",
        new TooMany(new Signal("dead_letters", "zoomaspire.jobs.dead_letters", SignalKind.Sum), 0, TenMinutes))
    {
        IsToldElsewhere = true,
    };
}
