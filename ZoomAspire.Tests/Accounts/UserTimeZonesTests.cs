using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Tests.Accounts;

public sealed class UserTimeZonesTests
{
    [Theory]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData(" europe/berlin ", "Europe/Berlin")]
    [InlineData("new york", "America/New_York")]
    [InlineData("New_York", "America/New_York")]
    [InlineData("São Paulo", "America/Sao_Paulo")]
    [InlineData("MÜNCHEN", "Europe/Berlin")]
    [InlineData("Москва", "Europe/Moscow")]
    [InlineData("Київ", "Europe/Kyiv")]
    [InlineData("UTC", "Etc/UTC")]
    [InlineData("UTC+3", "Etc/GMT-3")]
    [InlineData("gmt -03:00", "Etc/GMT+3")]
    [InlineData("+5:30", "Asia/Colombo")]
    public void A_city_a_zone_and_an_offset_are_understood(string text, string zone) => Assert.Equal(zone, UserTimeZones.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("Narnia")]
    [InlineData("UTC+25")]
    [InlineData("3")]
    [InlineData("../../etc/passwd")]
    public void What_names_no_zone_is_none(string text) => Assert.Null(UserTimeZones.Read(text));

    [Fact]
    public void An_offset_is_shown_as_people_write_it()
    {
        Assert.Equal("UTC+3", UserTimeZones.CityOf(UserTimeZones.Read("UTC+3")!));
        Assert.Equal(TimeSpan.FromHours(3), UserTimeZones.Find("Etc/GMT-3")!.BaseUtcOffset);
        Assert.Equal("New York", UserTimeZones.CityOf("America/New_York"));
    }

    [Fact]
    public void Zones_near_by_show_nearly_the_same_time()
    {
        var at = DateTimeOffset.Parse("2026-07-01T12:00Z", null);
        var near = UserTimeZones.Near(UserTimeZones.Find("Asia/Kolkata")!, at, 6);

        Assert.Contains("Asia/Kolkata", near);
        Assert.Equal(6, near.Count);
        Assert.All(near, name => Assert.InRange(UserTimeZones.Find(name)!.GetUtcOffset(at).TotalHours, 4, 7.1));
    }
}
