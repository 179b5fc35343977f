namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The clockwork of calls to Zoom. One set of values for production; tests run it faster. It goes by real time, whatever clock
/// the rest of a process has: networks know no other.
/// </summary>
internal sealed record ZoomHttpTimings
{
    /// <summary>How long one try may take, its answer included. A refresh must end before others stop waiting for its lock (15 s).</summary>
    public TimeSpan Try { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take, with its repetitions and its waits.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an OAuth request may take, which is never repeated: a try, and a moment of waiting for its turn.</summary>
    public TimeSpan WholeOnce { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Repetitions of a call that failed: few, for the job's own are behind them.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Before the first repetition; twice that before the second, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a call waits when Zoom or a quota asks it to; for longer, the caller is to come back.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The wait after a 429 that does not say how long: the quotas that are met are those of a second.</summary>
    public TimeSpan UnsaidWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a host is left alone after most of the last calls failed.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time over which failures are counted.</summary>
    public TimeSpan BreakSampling { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls within that time, from which on half of them failing means something.</summary>
    public int BreakThroughput { get; init; } = 20;

    /// <summary>Calls at once to one host, from one process.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Where quotas are kept in Redis.</summary>
    public string QuotaKeys { get; init; } = "zoomaspire:zoom-quota:";

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
