using System.Text;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Zoom;

public sealed class WebhookSignatureTests
{
    // Published vectors of ZoomNet (MIT), and one of our own (last).
    private const string PublishedSecret = "4fv1RkqGQUq5sWbEz6hA5A";

    public static TheoryData<string, string, string, string> Vectors => new()
    {
        {
            PublishedSecret, "1720705455",
            """{"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"},"event_ts":1720705455858,"event":"endpoint.url_validation"}""",
            "v0=93a1a675965ceb9c5a50c5dfb31f20e50f763be37a54ef74cd2d16a1a8e5c0d6"
        },
        {
            PublishedSecret, "1720707175",
            """{"event":"meeting.started","payload":{"account_id":"VjZoEArIT5y-HlWxkV-tVA","object":{"duration":60,"start_time":"2024-07-11T14:12:55Z","timezone":"America/New_York","topic":"Test \uD83D\uDE92\uD83D\uDE92 ? - ’ - – \uD83D\uDE97 HOLA","id":"85393847045","type":2,"uuid":"jUh5o3dKQIytvcsfTtKBlg==","host_id":"8lzIwvZTSOqjndWPbPqzuA"}},"event_ts":1720707175904}""",
            "v0=1a14e79349318fa1bead50ebbd3c185ae078e182d3bbd30ab8010fcb7f4357c7"
        },
        {
            "testSecretToken_0123456789", "1760000000",
            """{"event":"recording.completed","event_ts":1760000000123,"payload":{"account_id":"AcCt0001","object":{"id":81234567890,"uuid":"/aB3//cD4eF5gH6iJ7kL8w=="}},"download_token":"tok"}""",
            "v0=f9fc5c163628fe5bb150f81f6d3ea5c3c852b66596081e40ab8bcd48ab1aafaa"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_published_signature_verifies_over_the_raw_bytes(string secret, string timestamp, string body, string signature) =>
        Assert.True(WebhookSignature.IsValid(secret, timestamp, Encoding.UTF8.GetBytes(body), signature));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Nothing_else_verifies(string secret, string timestamp, string body, string signature)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.False(WebhookSignature.IsValid("another", timestamp, bytes, signature));
        Assert.False(WebhookSignature.IsValid(secret, timestamp + "0", bytes, signature));
        Assert.False(WebhookSignature.IsValid(secret, timestamp, bytes.AsSpan(1), signature));
        Assert.False(WebhookSignature.IsValid(secret, timestamp, bytes, signature.ToUpperInvariant()));
        Assert.False(WebhookSignature.IsValid(secret, timestamp, bytes, signature[3..]));
        Assert.False(WebhookSignature.IsValid(secret, timestamp, bytes, ""));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Of_several_secrets_the_one_that_signed_is_found_wherever_it_stands(string secret, string timestamp, string body, string signature)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.Equal(secret, WebhookSignature.FindSecret([secret, "another"], timestamp, bytes, signature));
        Assert.Equal(secret, WebhookSignature.FindSecret(["another", secret], timestamp, bytes, signature));
        Assert.Null(WebhookSignature.FindSecret(["another", "a third"], timestamp, bytes, signature));
    }

    [Theory]
    [InlineData(PublishedSecret, "xys8n8PGS7mAU0m5-YJjRA", "2fffc6a967dde4f68024025a5bd991c5ae1e5313b4e6365be4883e3e81d479b3")]
    [InlineData("UB_rdTwhTruoYCMr6x6-MQ", "qgg8vlvZRS6UYooatFL8Aw", "439d1ed256e8d5513d2acd195e0adc64bbbfeb6b795b9d1880534610b58c674c")]
    public void A_url_validation_token_is_signed_as_published(string secret, string plainToken, string encryptedToken) =>
        Assert.Equal(encryptedToken, WebhookSignature.EncryptToken(secret, plainToken));

    [Theory]
    [InlineData("v0:1720705455:{\"event\":\"recording.completed\"}")]
    [InlineData("tooshort")]
    [InlineData("has a space in it")]
    [InlineData("ends_with_a_newline\n")]
    [InlineData("äöüäöüäöüäöüäöüäöü")]
    [InlineData("")]
    public void Text_that_is_not_a_url_validation_token_is_never_signed(string text)
    {
        Assert.False(WebhookSignature.IsPlainToken(text));
        Assert.Throws<ArgumentException>(() => WebhookSignature.EncryptToken(PublishedSecret, text));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-85 * 60, true)]
    [InlineData(-2 * 60 * 60, true)]
    [InlineData((-2 * 60 * 60) - 1, false)]
    [InlineData(-3 * 60 * 60, false)]
    [InlineData(5 * 60, true)]
    [InlineData((5 * 60) + 1, false)]
    [InlineData(60, true)]
    [InlineData(10 * 60, false)]
    public void A_request_is_fresh_while_zoom_may_still_retry_it(int secondsFromNow, bool expected)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_760_000_000);
        var timestamp = now.AddSeconds(secondsFromNow).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected, WebhookSignature.IsFresh(timestamp, now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("999999999999999999")]
    public void A_timestamp_that_is_none_is_not_fresh(string timestamp) =>
        Assert.False(WebhookSignature.IsFresh(timestamp, DateTimeOffset.FromUnixTimeSeconds(1_760_000_000)));
}
