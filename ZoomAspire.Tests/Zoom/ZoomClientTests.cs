using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Zoom;

public sealed class ZoomClientTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 30, 0, TimeSpan.Zero);

    // The first is the example of https://developers.zoom.us/docs/api/using-zoom-apis/.
    [Theory]
    [InlineData("/aB3//cD4eF5gH6iJ7kL8w==", "%252FaB3%252F%252FcD4eF5gH6iJ7kL8w%253D%253D")]
    [InlineData("aB3//cD4eF5gH6iJ7kL8w==", "aB3%252F%252FcD4eF5gH6iJ7kL8w%253D%253D")]
    [InlineData("aDYlohsHRtCd4ii1uC2+hA==", "aDYlohsHRtCd4ii1uC2%2BhA%3D%3D")]
    [InlineData("aB3/cD4eF5gH6iJ7kL8w==", "aB3%2FcD4eF5gH6iJ7kL8w%3D%3D")]
    public void A_uuid_is_encoded_twice_exactly_where_Zoom_wants_it(string uuid, string expected) =>
        Assert.Equal(expected, ZoomClient.Encode(new MeetingUuid(uuid)));

    [Theory]
    [InlineData("Retry-After", "17", 17)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 22:31:00 GMT", 60)]
    [InlineData("Retry-After", "2026-11-21T00:00:00Z", 5400)]
    [InlineData("Retry-After", "2026-11-20T22:00:00Z", 0)]
    [InlineData("X-RateLimit-Reset", "1795213803", 3)]
    public void A_wait_is_read_in_every_form(string header, string value, int seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read(response.Headers, Now));
    }

    [Theory]
    [InlineData("Retry-After", "soon")]
    [InlineData("X-RateLimit-Reset", "99999999999999999")]
    [InlineData("X-RateLimit-Remaining", "0")]
    public void An_answer_that_does_not_say_when_is_no_failure(string header, string value)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(header, value);

        Assert.Null(RetryAfter.Read(response.Headers, Now));
    }

    [Fact]
    public void A_daily_quota_begins_again_at_midnight_in_Greenwich() =>
        Assert.Equal(TimeSpan.FromMinutes(90), RetryAfter.UntilMidnight(Now));
}
