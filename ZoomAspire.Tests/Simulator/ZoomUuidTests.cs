using System.Net;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomUuidTests
{
    [Theory]
    [InlineData("%252FaB3%252F%252FcD4eF5gH6iJ7kL8w%253D%253D", "/aB3//cD4eF5gH6iJ7kL8w==")]
    [InlineData("aDYlohsHRtCd4ii1uC2%2BhA%3D%3D", "aDYlohsHRtCd4ii1uC2+hA==")]
    [InlineData("aDYlohsHRtCd4ii1uC2%252BhA%253D%253D", "aDYlohsHRtCd4ii1uC2+hA==")]
    [InlineData("ab%2FcD4eF5gH6iJ7kL8w==", "ab/cD4eF5gH6iJ7kL8w==")]
    [InlineData("81638192900", "81638192900")]
    [InlineData("aDYlohsHRtCd4ii1uC2+hA==", "aDYlohsHRtCd4ii1uC2 hA==")]
    public void A_segment_is_decoded_as_often_as_it_was_encoded(string segment, string reference) =>
        Assert.Equal(reference, MeetingReference.Decode(segment));

    [Theory]
    [InlineData("%2FaB3cD4eF5gH6iJ7kL8w%3D%3D")]
    [InlineData("aB3%2F%2FcD4eF5gH6iJ7kL8w%3D%3D")]
    public void Slashes_that_needed_a_second_encoding_are_not_found(string segment) => Assert.Null(MeetingReference.Decode(segment));

    [Theory]
    [InlineData(UuidShape.Plain)]
    [InlineData(UuidShape.Plus)]
    [InlineData(UuidShape.Slash)]
    public async Task A_uuid_that_needs_one_encoding_is_found_with_one_and_with_two(UuidShape shape)
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, UuidShape = shape });
        var once = Uri.EscapeDataString(meeting.Uuid);

        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, $"meetings/{once}/recordings")).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, $"meetings/{Uri.EscapeDataString(once)}/recordings")).Status);
    }

    [Theory]
    [InlineData(UuidShape.LeadingSlash)]
    [InlineData(UuidShape.DoubleSlash)]
    public async Task A_uuid_that_needs_two_encodings_is_found_only_with_two(UuidShape shape)
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, UuidShape = shape });
        var once = Uri.EscapeDataString(meeting.Uuid);

        var (status, body) = await rig.ApiAsync(access, $"meetings/{once}/recordings");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(2300, (int)body["code"]!);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, $"meetings/{Uri.EscapeDataString(once)}/recordings")).Status);
    }

    [Fact]
    public async Task Shapes_take_turns_so_that_every_five_meetings_hold_them_all()
    {
        await using var rig = await ZoomRig.StartAsync();
        var uuids = new List<string>();
        for (var count = 0; count < 5; count++)
        {
            uuids.Add((await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna })).Uuid);
        }

        Assert.Contains(uuids, uuid => uuid.StartsWith('/'));
        Assert.Contains(uuids, uuid => uuid.IndexOf("//", StringComparison.Ordinal) > 0);
        Assert.Contains(uuids, uuid => uuid.Contains('+', StringComparison.Ordinal));
    }
}
