using ZoomAspire.Core.Languages;

namespace ZoomAspire.Bot.Texts;

/// <summary>Lengths of time in words.</summary>
internal static class Durations
{
    /// <summary>In days, or in hours where it is less than two days.</summary>
    public static string Write(TimeSpan length) => length < TimeSpan.FromDays(2) && length != TimeSpan.FromDays(1)
        ? Plural.Of((long)Math.Ceiling(length.TotalHours), DurationWords.FormatHoursOne, DurationWords.FormatHoursFew, DurationWords.FormatHoursMany)
        : Plural.Of((long)Math.Ceiling(length.TotalDays), DurationWords.FormatDaysOne, DurationWords.FormatDaysFew, DurationWords.FormatDaysMany);
}
