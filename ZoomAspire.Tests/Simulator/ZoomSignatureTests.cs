using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomSignatureTests
{
    // The first two and the first challenge are published test vectors of ZoomNet (MIT).
    private const string PublishedSecret = "4fv1RkqGQUq5sWbEz6hA5A";

    [Theory]
    [InlineData(
        PublishedSecret,
        1720705455,
        """{"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"},"event_ts":1720705455858,"event":"endpoint.url_validation"}""",
        "v0=93a1a675965ceb9c5a50c5dfb31f20e50f763be37a54ef74cd2d16a1a8e5c0d6")]
    [InlineData(
        PublishedSecret,
        1720707175,
        """{"event":"meeting.started","payload":{"account_id":"VjZoEArIT5y-HlWxkV-tVA","object":{"duration":60,"start_time":"2024-07-11T14:12:55Z","timezone":"America/New_York","topic":"Test \uD83D\uDE92\uD83D\uDE92 ? - ’ - – \uD83D\uDE97 HOLA","id":"85393847045","type":2,"uuid":"jUh5o3dKQIytvcsfTtKBlg==","host_id":"8lzIwvZTSOqjndWPbPqzuA"}},"event_ts":1720707175904}""",
        "v0=1a14e79349318fa1bead50ebbd3c185ae078e182d3bbd30ab8010fcb7f4357c7")]
    [InlineData(
        "testSecretToken_0123456789",
        1760000000,
        """{"event":"recording.completed","event_ts":1760000000123,"payload":{"account_id":"AcCt0001","object":{"id":81234567890,"uuid":"/aB3//cD4eF5gH6iJ7kL8w=="}},"download_token":"tok"}""",
        "v0=f9fc5c163628fe5bb150f81f6d3ea5c3c852b66596081e40ab8bcd48ab1aafaa")]
    public void A_published_body_gets_its_published_signature(string secret, long timestamp, string body, string signature) =>
        Assert.Equal(signature, ZoomSignature.Sign(secret, timestamp, body));

    [Theory]
    [InlineData("UB_rdTwhTruoYCMr6x6-MQ", "qgg8vlvZRS6UYooatFL8Aw", "439d1ed256e8d5513d2acd195e0adc64bbbfeb6b795b9d1880534610b58c674c")]
    [InlineData(PublishedSecret, "xys8n8PGS7mAU0m5-YJjRA", "2fffc6a967dde4f68024025a5bd991c5ae1e5313b4e6365be4883e3e81d479b3")]
    public void A_published_challenge_gets_its_published_answer(string secret, string plainToken, string answer) =>
        Assert.Equal(answer, ZoomSignature.AnswerChallenge(secret, plainToken));
}
