namespace ZoomAspire.Core.Recordings;

/// <summary>A stretch of time for which recordings are looked up.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, which does not belong to it.</param>
public readonly record struct HistoryPeriod(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The first day on which something may have begun, in UTC, as Zoom counts.</summary>
    public DateOnly FirstDay => DateOnly.FromDateTime(From.UtcDateTime);

    /// <summary>The last one; not after today, for Zoom is not asked about the future.</summary>
    /// <param name="now">The present time.</param>
    public DateOnly LastDayBy(DateTimeOffset now)
    {
        var last = DateOnly.FromDateTime(To.UtcDateTime.AddTicks(-1));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return last < today ? last : today;
    }

    /// <summary>A month in somebody's time zone.</summary>
    /// <param name="month">Any day of it.</param>
    /// <param name="zone">The time zone.</param>
    public static HistoryPeriod Month(DateOnly month, TimeZoneInfo zone)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        return new HistoryPeriod(Midnight(first, zone), Midnight(first.AddMonths(1), zone));
    }

    /// <summary>Whether a time lies in it.</summary>
    public bool Contains(DateTimeOffset? at) => at >= From && at < To;

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
