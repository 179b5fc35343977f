using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Tests.Accounts;

public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("22-7", "22:00", "07:00")]
    [InlineData("22:30 – 06:15", "22:30", "06:15")]
    [InlineData("from 22.00 to 7.00", "22:00", "07:00")]
    [InlineData("10 pm to 7 am", "22:00", "07:00")]
    [InlineData("12am-12pm", "00:00", "12:00")]
    [InlineData("22-24", "22:00", "00:00")]
    public void What_people_write_is_understood(string text, string from, string to) =>
        Assert.Equal(new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null)), QuietHours.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("at night")]
    [InlineData("22")]
    [InlineData("22-22")]
    [InlineData("25-7")]
    [InlineData("22:60-7")]
    [InlineData("13pm-7am")]
    [InlineData("2026-11-28")]
    [InlineData("1-2-3")]
    public void What_is_no_pair_of_times_is_none(string text) => Assert.Null(QuietHours.Read(text));

    [Theory]
    [InlineData("2026-11-27T21:00Z", true)] // 22:00 in Berlin
    [InlineData("2026-11-27T20:59Z", false)]
    [InlineData("2026-11-28T05:59Z", true)]
    [InlineData("2026-11-28T06:00Z", false)]
    [InlineData("2026-07-01T20:00Z", true)] // 22:00 in summer
    [InlineData("2026-07-01T05:00Z", false)] // 7:00 in summer
    [InlineData("2026-03-29T01:30Z", true)] // 3:30, in the night in which 2:00 to 3:00 do not exist
    [InlineData("2026-03-29T05:00Z", false)] // 7:00 the same morning
    public void They_go_over_midnight_and_by_the_clock_on_the_wall(string at, bool isQuiet) =>
        Assert.Equal(isQuiet, new QuietHours(new(22, 0), new(7, 0)).Cover(DateTimeOffset.Parse(at, null), Berlin));
}
