namespace ZoomAspire.Core.Queue;

/// <summary>The queue's clockwork. One set of values for production; tests run it faster.</summary>
internal sealed record QueueTimings
{
    /// <summary>
    /// How long a claim holds without a heartbeat. Crashed work is taken over after it, which the dispatcher notices within
    /// <see cref="Dispatch"/>: 45 s later at most, with some to spare.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Between two heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Work is called off this long before its lease ends, so that calls in flight end within it.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two tries to store what became of an attempt while the database is away.</summary>
    public TimeSpan SettleAgain { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks of the dispatcher at what is due.</summary>
    public TimeSpan Dispatch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A hint that led to nothing for this long is given again.</summary>
    public TimeSpan HintAgain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same while there are hints that nobody has read yet.</summary>
    public TimeSpan HintAgainBehind { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read of the stream waits for an entry: shorter than the client's timeout for an answer.</summary>
    public TimeSpan StreamBlock { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Hints that a consumer took this long ago without acknowledging them were lost with it.</summary>
    public TimeSpan HintLost { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A consumer that has not read for this long has vanished.</summary>
    public TimeSpan ConsumerVanished { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two sweeps of the stream for lost hints and vanished consumers, and two readings of the queue's depth.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long running jobs may go on after the service was told to stop; then they are handed back. Together with
    /// <see cref="ShutdownMargin"/> shorter than any platform waits before it kills: Container Apps and Kubernetes 30 s.
    /// </summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for handing back, and again as much for whatever else the host stops.</summary>
    public TimeSpan ShutdownMargin => 2 * LeaseMargin;
}
