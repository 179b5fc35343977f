using System.Collections.Frozen;

namespace ZoomAspire.Core.Queue;

/// <summary>
/// What a failure leads to: one table by <see cref="FailureKind"/>, used by every step. docs/operations.md shows it, and a test
/// keeps the two the same.
/// </summary>
internal static class RetryPolicy
{
    // Zoom's daily quota may tell us to wait until midnight UTC.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(25);

    // Whatever was asked for, and whatever the jitter says: nothing is repeated in a hot loop.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    // Of failures of all kinds together: kinds that take turns must not go on for ever.
    private const int MaxAttempts = 1000;

    // What passes by itself may take a long weekend to do so; a count would be used up in hours, or in years, by the waits.
    private static readonly TimeSpan PatienceWithOthers = TimeSpan.FromDays(3);

    private static readonly FrozenDictionary<FailureKind, FailureRule> Rules = new Dictionary<FailureKind, FailureRule>
    {
        [FailureKind.Transient] = new(JobStatus.Dead, FailureAudience.Recipients, true)
        {
            Patience = PatienceWithOthers, Base = TimeSpan.FromSeconds(5), Cap = TimeSpan.FromMinutes(30),
        },
        [FailureKind.RateLimited] = new(JobStatus.Dead, FailureAudience.Recipients, true)
        {
            Patience = PatienceWithOthers, Base = TimeSpan.FromSeconds(2), Cap = TimeSpan.FromMinutes(15),
        },
        [FailureKind.Bug] = new(JobStatus.Dead, FailureAudience.Recipients, true)
        {
            MaxFailures = 4, Base = TimeSpan.FromSeconds(10), Cap = TimeSpan.FromMinutes(5),
        },
        [FailureKind.NeedsReauth] = new(JobStatus.Parked, FailureAudience.Owner, false),
        [FailureKind.Unreachable] = new(JobStatus.Parked, FailureAudience.Owner, false),
        [FailureKind.Gone] = new(JobStatus.Cancelled, FailureAudience.Recipients, false),
        [FailureKind.Permanent] = new(JobStatus.Dead, FailureAudience.Recipients, true),
    }.ToFrozenDictionary();

    /// <summary>The row of a kind.</summary>
    public static FailureRule Of(FailureKind kind) => Rules[kind];

    /// <summary>
    /// Whether a failure belongs to the same row of failures as the one before: of one kind, or of kinds that pass by themselves. A server
    /// in trouble answers now with 503 and now with 429, and is one trouble.
    /// </summary>
    /// <param name="before">Kind of the failure before, if there was one.</param>
    /// <param name="kind">Kind of the failure.</param>
    public static bool IsSameRow(FailureKind? before, FailureKind kind) =>
        before == kind || (before is { } other && PassesByItself(other) && PassesByItself(kind));

    /// <summary>Whether what failed so is tried again at all.</summary>
    /// <param name="kind">Kind of the failure.</param>
    public static bool IsRetried(FailureKind kind) => PassesByItself(kind) || Of(kind).MaxFailures > 0;

    /// <summary>Whether what failed so is tried again for as long as the patience lasts, and may be begun again after that.</summary>
    /// <param name="kind">Kind of the failure.</param>
    public static bool PassesByItself(FailureKind kind) => Of(kind).Patience > TimeSpan.Zero;

    /// <summary>Decides.</summary>
    /// <param name="failure">Why the attempt failed.</param>
    /// <param name="failures">Failures in a row, this one included; see <see cref="IsSameRow"/>.</param>
    /// <param name="failingFor">How long it has been failing, in whatever ways.</param>
    /// <param name="attempts">Attempts so far, this one included.</param>
    /// <param name="random">From 0 up to 1: spreads retries (full jitter), so that what failed together does not return together.</param>
    public static Decision Decide(JobFailure failure, int failures, TimeSpan failingFor, int attempts, double random)
    {
        var rule = Of(failure.Kind);
        var goesOn = failures < rule.MaxFailures || failingFor < rule.Patience;
        if (!goesOn || attempts >= MaxAttempts)
        {
            return new Decision(rule.Final, TimeSpan.Zero);
        }

        var backoff = Backoff(rule, failures, failingFor, random);
        return new Decision(JobStatus.Queued, failure.RetryAfter is { } asked ? Max(Asked(rule, asked, random), backoff) : backoff);
    }

    // What it is drawn from doubles, and grows with the time that it fails already: kinds that take turns begin their counts anew.
    private static TimeSpan Backoff(FailureRule rule, int failures, TimeSpan failingFor, double random)
    {
        var doublings = Math.Min(failures - 1, 30);
        var longest = Min(Max(rule.Base * Math.Pow(2, doublings), failingFor / 4), rule.Cap);
        return Max(random * longest, ShortestWait);
    }

    // Never earlier than asked; a little later, each by its own amount. A time that has passed already asks for nothing.
    private static TimeSpan Asked(FailureRule rule, TimeSpan asked, double random)
    {
        var wait = Min(asked, LongestWait);
        return wait + (random * Min(wait / 10, rule.Base));
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>What becomes of the job.</summary>
    /// <param name="Status">Queued again, parked, cancelled or dead.</param>
    /// <param name="Delay">For queued: not to be claimed before this time has passed.</param>
    public readonly record struct Decision(JobStatus Status, TimeSpan Delay);
}

/// <summary>A row of the failure table.</summary>
/// <param name="Final">What becomes of the job in the end: parked, cancelled or dead.</param>
/// <param name="Tell">Whom of the users this concerns.</param>
/// <param name="Alarm">Whether the operator is alerted.</param>
internal readonly record struct FailureRule(JobStatus Final, FailureAudience Tell, bool Alarm)
{
    /// <summary>So many failures of this kind in a row are the end; 0 where that is not counted.</summary>
    public int MaxFailures { get; init; }

    /// <summary>A failure that comes so long after the first is the end; zero where that is not measured.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>The first wait before a retry, which doubles; jitter takes any part of it.</summary>
    public TimeSpan Base { get; init; }

    /// <summary>The longest wait.</summary>
    public TimeSpan Cap { get; init; }
}

/// <summary>Whom of the users a failure concerns.</summary>
public enum FailureAudience
{
    /// <summary>
    /// Those for whom the work was done: told where its result was to come, in the message that announced it; where none is known yet,
    /// privately.
    /// </summary>
    Recipients,

    /// <summary>The owner of the link or the chat that must be repaired: told privately, once for all that waits for it.</summary>
    Owner,
}
