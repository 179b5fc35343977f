using Microsoft.EntityFrameworkCore;

namespace ZoomAspire.Core.Data;

/// <summary>
/// The one clock that all processes share: the database's. What one process writes as a time and another compares with the present is
/// written and compared by it, for their own clocks may differ by minutes.
/// </summary>
/// <param name="context">The database.</param>
public class SharedClock(ZoomAspireContext context)
{
    /// <summary>The present time, which goes on within a transaction, too.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        (await context.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancellationToken)).Single();
}
