using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Somebody whose recordings are looked at.</summary>
/// <param name="UserKey">Our key.</param>
/// <param name="Zone">The time zone.</param>
/// <param name="Connections">The connections that deliver or would if authorised again, oldest first.</param>
internal sealed record HistoryOwner(long UserKey, TimeZoneInfo Zone, IReadOnlyList<Connection> Connections)
{
    /// <summary>Reads somebody's connections.</summary>
    public static async Task<HistoryOwner> ReadAsync(ZoomAspireContext context, User user, CancellationToken cancellationToken) => new(
        user.Id,
        ZoneOf(user.TimeZone),
        await context.Connections.AsNoTracking()
            .Where(connection => connection.UserId == user.Id &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth))
            .OrderBy(connection => connection.Id)
            .ToListAsync(cancellationToken));

    /// <summary>A time zone by its IANA name; UTC where there is none.</summary>
    public static TimeZoneInfo ZoneOf(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
