using Microsoft.EntityFrameworkCore;

namespace ZoomAspire.Core.Data;

/// <summary>The database's clock.</summary>
internal sealed class DatabaseClock(ZoomAspireContext context) : ISharedClock
{
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        (await context.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancellationToken)).Single();
}
