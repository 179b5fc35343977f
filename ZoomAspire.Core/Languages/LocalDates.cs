namespace ZoomAspire.Core.Languages;

/// <summary>Dates as the current language writes them, in somebody's time zone.</summary>
public static class LocalDates
{
    /// <summary>A day: <c>3 May 2026</c>.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, DateWords.Day);

    /// <summary>A day and a time: <c>3 May 2026 at 14:05</c>, and UTC where that is the zone.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, DateWords.Moment) + Suffix(zone);

    /// <summary>The same in few characters, with the month cut short.</summary>
    public static string ShortMoment(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, DateWords.ShortMoment) + Suffix(zone);

    /// <summary>A day in few characters: <c>3 May 2026</c> with the month cut short.</summary>
    public static string ShortDay(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, DateWords.ShortDay);

    /// <summary>A day and a time that are near, without the year: <c>3 May, 14:05</c>, and UTC where that is the zone.</summary>
    public static string MomentOfYear(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, DateWords.MomentOfYear) + Suffix(zone);

    private static string Write(DateTimeOffset at, TimeZoneInfo zone, string format) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(format, SpokenLanguage.Current);

    private static string Suffix(TimeZoneInfo zone) => zone == TimeZoneInfo.Utc ? " UTC" : "";
}
