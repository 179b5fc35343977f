using System.Globalization;
using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Accounts;

/// <summary>Hours of each day in which what arrives makes no sound; over midnight where they end before they begin.</summary>
/// <param name="From">When they begin, by the clock on the wall.</param>
/// <param name="To">When they end; not the same as the beginning.</param>
public readonly partial record struct QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>Whether they are now.</summary>
    /// <param name="at">The time.</param>
    /// <param name="zone">Where they count: its daylight saving time, too.</param>
    public bool Cover(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime).IsBetween(From, To);

    /// <summary>Reads what somebody wrote: <c>22-7</c>, <c>22:30 – 06:15</c>, <c>10 pm to 7 am</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null if it is no pair of different times.</returns>
    public static QuietHours? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Times().Matches(text) is [var first, var second] && ReadTime(first) is { } from && ReadTime(second) is { } to && from != to
            ? new QuietHours(from, to)
            : null;
    }

    private static TimeOnly? ReadTime(Match match)
    {
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"] is { Success: true, Value: var written } ? int.Parse(written, CultureInfo.InvariantCulture) : 0;
        switch (match.Groups["half"].Value.ToUpperInvariant())
        {
            case "A" when hour is >= 1 and <= 12:
                hour %= 12;
                break;
            case "P" when hour is >= 1 and <= 12:
                hour = (hour % 12) + 12;
                break;
            case not "":
                return null;
        }

        return (hour, minute) switch
        {
            (24, 0) => TimeOnly.MinValue,
            (<= 23, <= 59) => new TimeOnly(hour, minute),
            _ => null,
        };
    }

    [GeneratedRegex(@"(?<![\d:.])(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?(?:\s*(?<half>[ap])\.?m\b)?(?![\d:])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Times();
}
