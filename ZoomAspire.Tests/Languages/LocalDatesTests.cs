using ZoomAspire.Core.Languages;

namespace ZoomAspire.Tests.Languages;

public sealed class LocalDatesTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 3, 22, 5, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("en", "4 May 2026", "4 May 2026 at 00:05")]
    [InlineData("de", "4. Mai 2026", "4. Mai 2026 um 00:05")]
    [InlineData("es", "4 de mayo de 2026", "4 de mayo de 2026, 00:05")]
    [InlineData("fr", "4 mai 2026", "4 mai 2026 à 00:05")]
    [InlineData("pt", "4 de maio de 2026", "4 de maio de 2026, 00:05")]
    [InlineData("ru", "4 мая 2026", "4 мая 2026, 00:05")]
    [InlineData("uk", "4 травня 2026", "4 травня 2026, 00:05")]
    public void Days_and_moments_are_written_as_the_language_does_in_the_given_zone(string language, string day, string moment)
    {
        Assert.Equal(day, Speaking.In(language, () => LocalDates.Day(At, Berlin)));
        Assert.Equal(moment, Speaking.In(language, () => LocalDates.Moment(At, Berlin)));
    }

    [Theory]
    [MemberData(nameof(Speaking.All), MemberType = typeof(Speaking))]
    public void Short_ones_have_day_month_and_time_and_say_that_they_are_UTC(string language)
    {
        var (day, moment, soon) = Speaking.In(language, () => (
            LocalDates.ShortDay(At, TimeZoneInfo.Utc), LocalDates.ShortMoment(At, TimeZoneInfo.Utc), LocalDates.MomentOfYear(At, TimeZoneInfo.Utc)));

        Assert.StartsWith("3", day, StringComparison.Ordinal);
        Assert.EndsWith("2026", day, StringComparison.Ordinal);
        Assert.Equal($"{day}, 22:05 UTC", moment);
        Assert.EndsWith(", 22:05 UTC", soon, StringComparison.Ordinal);
        Assert.StartsWith(soon.Split(',')[0], day, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", Speaking.In(language, () => LocalDates.ShortMoment(At, Berlin)), StringComparison.Ordinal);
    }
}
