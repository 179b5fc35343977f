using System.Globalization;

namespace ZoomAspire.Core.Notes;

/// <summary>Times within a recording, as people and Telegram read them.</summary>
public static class ClockTime
{
    /// <summary>A time as <c>m:ss</c>, from an hour on as <c>h:mm:ss</c>.</summary>
    /// <param name="at">From the start of the recording.</param>
    public static string Text(TimeSpan at) => at.ToString(at.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
