namespace ZoomAspire.Core.Data;

/// <summary>
/// The one clock that all processes share. What one process writes as a time and another compares with the present is written and
/// compared by it, for their own clocks may differ by minutes.
/// </summary>
public interface ISharedClock
{
    /// <summary>The present time, which goes on within a transaction, too.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);
}
