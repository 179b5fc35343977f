using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Recordings;

public sealed class RecordingTextTests
{
    private static readonly AudioPiece Whole = new(0, 1, "key", null, null, null);
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 9, 0, 20, TimeSpan.Zero);

    [Theory]
    [InlineData("Europe/Berlin", null, "11 Nov 2026, 10:00")]
    [InlineData("", "Asia/Tokyo", "11 Nov 2026, 18:00")]
    [InlineData("Nowhere/Atall", "America/New_York", "11 Nov 2026, 4:00")]
    [InlineData(null, null, "11 Nov 2026, 9:00 UTC")]
    public void The_start_is_told_in_the_meetings_zone_else_in_its_owners(string? meetingZone, string? userZone, string expected) =>
        Assert.Contains(expected, Plain(RecordingText.Caption(Target(meetingZone: meetingZone, userZone: userZone), Whole)), StringComparison.Ordinal);

    [Theory]
    [InlineData(20, "less than a minute")]
    [InlineData(42 * 60, "42 min")]
    [InlineData(3600, "1 h")]
    [InlineData(3600 + (5 * 60), "1 h 5 min")]
    public void The_length_is_told_in_words_that_are_no_times_to_tap(int seconds, string expected) =>
        Assert.Contains($" · {expected} · Anna Berg", RecordingText.Caption(Target(seconds), Whole), StringComparison.Ordinal);

    [Fact]
    public void A_caption_never_exceeds_what_Telegram_takes() =>
        Assert.InRange(
            TelegramHtml.VisibleLength(RecordingText.Caption(Target(topic: new string('x', 5000), host: new string('y', 5000)), Whole)),
            1,
            TelegramHtml.CaptionLimit);

    [Theory]
    [InlineData("Board – November", "Board – November 2026-11-11 09.00.m4a")]
    [InlineData("../../etc/passwd\0", "etc passwd 2026-11-11 09.00.m4a")]
    [InlineData("a\"b\r\nc: <d>", "a b c d 2026-11-11 09.00.m4a")]
    [InlineData("Планёрка 🎉", "Планёрка 2026-11-11 09.00.m4a")]
    [InlineData("🎉🎉", "2026-11-11 09.00.m4a")]
    [InlineData(" ", "Zoom recording 2026-11-11 09.00.m4a")]
    public void A_file_name_is_one_that_every_system_takes(string topic, string expected) =>
        Assert.Equal(expected, RecordingText.FileName(Target(topic: topic), Whole));

    private static string Plain(string html) => html.Replace("\u2060", "", StringComparison.Ordinal);

    private static DeliveryTarget Target(
        int seconds = 42 * 60, string topic = "Board", string host = "Anna Berg", string? meetingZone = null, string? userZone = null) => new(
        new Delivery { RecordingId = 1, DestinationId = 1, RequestedAt = Start },
        new Destination { UserId = 1, ChatId = new TelegramChatId(1), Kind = DestinationKind.Private, CreatedAt = Start },
        new Recording
        {
            MeetingId = 1,
            FileId = "a",
            FileType = "M4A",
            RecordingStart = Start,
            RecordingEnd = Start.AddSeconds(seconds),
            CreatedAt = Start,
        },
        new Meeting
        {
            Provider = "zoom",
            MeetingUuid = new MeetingUuid("u"),
            OwnerZoomUserId = new ZoomUserId("z"),
            ConnectionId = 1,
            Topic = topic,
            TimeZone = meetingZone,
            CreatedAt = Start,
        },
        true,
        "account",
        host,
        userZone,
        new DeliveryWishes());
}
