namespace ZoomAspire.Tests.Infrastructure;

/// <summary>The clock of a process that is wrong by a fixed time.</summary>
internal sealed class SkewedTime(TimeProvider right, TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + by;

    public override long GetTimestamp() => right.GetTimestamp();

    public override long TimestampFrequency => right.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);
}
