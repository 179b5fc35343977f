namespace ZoomAspire.Core.Queue;

/// <summary>What happens to a job whose attempt failed: one table by <see cref="FailureKind"/>.</summary>
internal static class RetryPolicy
{
    // Zoom's daily quota may tell us to wait until midnight UTC.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(25);

    private static readonly Dictionary<FailureKind, Rule> Rules = new()
    {
        [FailureKind.Transient] = new(JobStatus.Dead, 60, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30)),
        [FailureKind.RateLimited] = new(JobStatus.Dead, 100, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)),
        [FailureKind.Bug] = new(JobStatus.Dead, 4, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)),
        [FailureKind.NeedsReauth] = new(JobStatus.Parked),
        [FailureKind.Unreachable] = new(JobStatus.Parked),
        [FailureKind.Gone] = new(JobStatus.Cancelled),
        [FailureKind.Permanent] = new(JobStatus.Dead),
    };

    /// <summary>Decides.</summary>
    /// <param name="failure">Why the attempt failed.</param>
    /// <param name="attempts">Attempts so far, this one included.</param>
    /// <param name="random">From 0 up to 1: spreads retries (full jitter), so that what failed together does not return together.</param>
    public static Decision Decide(JobFailure failure, int attempts, double random)
    {
        var rule = Rules[failure.Kind];
        return attempts < rule.MaxAttempts
            ? new Decision(JobStatus.Queued, Delay(rule, failure.RetryAfter, attempts, random))
            : new Decision(rule.Final, TimeSpan.Zero);
    }

    private static TimeSpan Delay(Rule rule, TimeSpan? retryAfter, int attempts, double random)
    {
        if (retryAfter is { } asked)
        {
            // Never earlier than asked; a little later, each by its own amount.
            var wait = asked < LongestWait ? asked : LongestWait;
            return wait + (random * Min(wait / 10, rule.Base));
        }

        var doublings = Math.Min(attempts - 1, 30);
        return random * Min(rule.Base * Math.Pow(2, doublings), rule.Cap);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>What becomes of the job.</summary>
    /// <param name="Status">Queued again, parked, cancelled or dead.</param>
    /// <param name="Delay">For queued: not to be claimed before this time has passed.</param>
    public readonly record struct Decision(JobStatus Status, TimeSpan Delay);

    private readonly record struct Rule(JobStatus Final, int MaxAttempts = 0, TimeSpan Base = default, TimeSpan Cap = default);
}
