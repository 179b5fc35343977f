using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomDownloadTests
{
    [Fact]
    public async Task A_token_gets_a_redirect_to_the_other_host_which_has_exactly_the_bytes()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithTranscript = true, Size = 3_000_000 });
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        var recording = await RecordingAsync(rig, access, meeting);

        Assert.Equal(4, recording["recording_files"]!.AsArray().Count);
        foreach (var file in recording["recording_files"]!.AsArray())
        {
            using var redirect = await rig.GetAsync(new Uri((string)file!["download_url"]!), access);
            Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
            Assert.Equal(rig.Host.DownloadAddress.Port, redirect.Headers.Location!.Port);

            var bytes = await rig.Http.GetByteArrayAsync(redirect.Headers.Location);
            var promised = meeting.Files.Single(candidate => candidate.Id == (string)file["id"]!);
            Assert.Equal((long)file["file_size"]!, bytes.Length);
            Assert.Equal(promised.Size, bytes.Length);
            Assert.Equal(promised.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }

        Assert.Equal(3_000_000, meeting.Files.Single(file => file.RecordingType == "audio_only").Size);
    }

    [Fact]
    public async Task Addresses_are_new_in_every_answer_and_all_of_them_work()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        var first = Audio(await RecordingAsync(rig, access, meeting));
        var second = Audio(await RecordingAsync(rig, access, meeting));

        Assert.NotEqual(first, second);
        foreach (var address in (Uri[])[first, second])
        {
            using var response = await rig.GetAsync(address, access);
            Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        }
    }

    [Fact]
    public async Task Without_a_token_there_is_a_page_with_status_200()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        using var response = await rig.GetAsync(Audio(await RecordingAsync(rig, access, meeting)), token: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_download_token_opens_its_own_meeting_until_it_expires()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var mine = await RecordingAsync(rig, access, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }), ttl: 60);
        var other = await RecordingAsync(rig, access, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }));
        var token = (string)mine["download_access_token"]!;

        using var opened = await rig.GetAsync(Audio(mine), token);
        Assert.Equal(HttpStatusCode.Found, opened.StatusCode);
        using var closed = await rig.GetAsync(Audio(other), token);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        rig.Clock.Advance(TimeSpan.FromSeconds(60));
        using var late = await rig.GetAsync(Audio(mine), token);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Nobody_opens_the_files_of_others()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (anna, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var (ivan, _) = await rig.ConnectAsync(ZoomRig.Ivan);
        var recording = await RecordingAsync(rig, anna, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }));

        using var response = await rig.GetAsync(Audio(recording), ivan);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task In_the_query_only_a_meetings_token_counts()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var recording = await RecordingAsync(rig, access, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }));

        using var accepted = await rig.GetAsync(new Uri($"{Audio(recording)}?access_token={recording["download_access_token"]}"), token: null);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
        using var refused = await rig.GetAsync(new Uri($"{Audio(recording)}?access_token={access}"), token: null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData(ZoomDownloadHeader.Optional, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData(ZoomDownloadHeader.Needed, HttpStatusCode.Unauthorized, HttpStatusCode.OK)]
    [InlineData(ZoomDownloadHeader.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    public async Task The_download_host_wants_or_refuses_a_header_as_set(
        ZoomDownloadHeader mode, HttpStatusCode without, HttpStatusCode with)
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Configure(new ZoomSettings { DownloadHeader = mode });
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var signed = await SignedAsync(rig, access);

        using var bare = await rig.GetAsync(signed, token: null);
        Assert.Equal(without, bare.StatusCode);
        using var bearing = await rig.GetAsync(signed, access);
        Assert.Equal(with, bearing.StatusCode);
    }

    [Fact]
    public async Task A_signed_address_expires_and_cannot_be_changed()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var signed = await SignedAsync(rig, access);

        using var changed = await rig.GetAsync(new Uri(signed.AbsoluteUri.Replace("Expires=1", "Expires=2", StringComparison.Ordinal)), null);
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
        rig.Clock.Advance(TimeSpan.FromHours(1));
        using var late = await rig.GetAsync(signed, token: null);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task A_range_gets_that_part_of_the_bytes()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var signed = await SignedAsync(rig, access);
        var whole = await rig.Http.GetByteArrayAsync(signed);

        using var middle = await rig.GetAsync(signed, null, new RangeHeaderValue(100_000, 199_999));
        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal(whole[100_000..200_000], await middle.Content.ReadAsByteArrayAsync());
        using var tail = await rig.GetAsync(signed, null, new RangeHeaderValue(whole.Length - 10, null));
        Assert.Equal(whole[^10..], await tail.Content.ReadAsByteArrayAsync());
        using var beyond = await rig.GetAsync(signed, null, new RangeHeaderValue(whole.Length, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task A_truncated_body_ends_half_way_in_an_error()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var signed = await SignedAsync(rig, access);
        rig.Fault(new ZoomFault { On = ZoomOperation.DownloadFile, Kind = ZoomFaultKind.Truncate, Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => rig.Http.GetByteArrayAsync(signed));
    }

    [Fact]
    public async Task A_hostile_redirect_leads_out_of_zoom_and_tells_what_was_sent_there()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        rig.Fault(new ZoomFault { On = ZoomOperation.Download, Kind = ZoomFaultKind.HostileRedirect });
        var trap = await SignedAsync(rig, access);

        Assert.Equal("localhost", trap.Host);
        using var response = await rig.GetAsync(new UriBuilder(trap) { Host = "127.0.0.1" }.Uri, access);
        var call = rig.Zoom.GetState().Calls[^1];
        Assert.Equal("hostile", call.Subject);
        Assert.True(call.Authorized);
    }

    [Fact]
    public async Task Redirects_go_in_circles_or_to_an_expired_address_when_asked_for()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        rig.Fault(
            new ZoomFault { On = ZoomOperation.Download, Kind = ZoomFaultKind.RedirectLoop, Count = 1 },
            new ZoomFault { On = ZoomOperation.Download, Kind = ZoomFaultKind.ExpiredLink, Count = 1 },
            new ZoomFault { On = ZoomOperation.Download, Kind = ZoomFaultKind.NoRedirect, Count = 1 });
        var recording = await RecordingAsync(rig, access, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }));

        using var circle = await rig.GetAsync(Audio(recording), access);
        Assert.Equal(Audio(recording), circle.Headers.Location);
        using var redirect = await rig.GetAsync(Audio(recording), access);
        using var expired = await rig.GetAsync(redirect.Headers.Location!, access);
        Assert.Equal(HttpStatusCode.Forbidden, expired.StatusCode);
        using var direct = await rig.GetAsync(Audio(recording), access);
        Assert.Equal("audio/mp4", direct.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_slow_body_comes_as_fast_as_the_clock_allows()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Configure(new ZoomSettings { DownloadBytesPerSecond = 1000 });
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        using var response = await rig.GetAsync(await SignedAsync(rig, access), token: null);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1000];

        Assert.Equal(100, await body.ReadAsync(buffer));
        var next = body.ReadAsync(buffer).AsTask();
        await Eventually.HoldsAsync(() => rig.Clock.PendingTimers == 1, "the body waits for the clock");
        Assert.False(next.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(100, await next);
    }

    [Fact]
    public async Task A_removed_recording_is_not_served_any_more()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        var address = Audio(await RecordingAsync(rig, access, meeting));
        rig.Zoom.ChangeRecording(meeting.Uuid, RecordingState.Trashed);

        using var response = await rig.GetAsync(address, access);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData(10, null, 8)]
    [InlineData(10, 9_000_000L, 8)]
    public async Task The_sound_lasts_as_long_as_the_meeting_and_its_boxes_fill_the_file(int? minutes, long? size, int rounds)
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, Duration = minutes, Size = size });
        using var redirect = await rig.GetAsync(Audio(await RecordingAsync(rig, access, meeting)), access);
        var bytes = await rig.Http.GetByteArrayAsync(redirect.Headers.Location);

        var boxes = Boxes(bytes);
        Assert.Equal(["ftyp", "moov", "mdat", "free"], boxes.Select(box => box.Type).Where(type => type != "free").Append("free"));
        Assert.Equal(bytes.Length, boxes[^1].Start + boxes[^1].Length);
        var header = bytes.AsSpan((int)boxes.Single(box => box.Type == "moov").Start + 8);
        Assert.Equal("mvhd", Encoding.ASCII.GetString(header[4..8]));
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(header[24..]) / (double)BinaryPrimitives.ReadUInt32BigEndian(header[20..]);
        Assert.Equal(MeetingScript.Instance.Length(rounds).TotalSeconds, seconds, tolerance: 0.1);
    }

    [Fact]
    public void Content_too_big_for_memory_is_read_where_it_is_asked_for()
    {
        const long Size = 6L * 1024 * 1024 * 1024;
        var content = Mp4File.Append(MeetingScript.Instance.Audio(1), "label", Size);
        using var stream = content.OpenRead();
        stream.Position = Size - 3;
        var end = new byte[10];

        Assert.Equal(Size, content.Length);
        Assert.Equal(3, stream.ReadAtLeast(end, end.Length, throwOnEndOfStream: false));
        Assert.All(end, value => Assert.Equal(0, value));
    }

    private static async Task<JsonObject> RecordingAsync(ZoomRig rig, string access, EndedMeeting meeting, int ttl = 3600)
    {
        var (status, body) = await rig.ApiAsync(
            access,
            $"meetings/{Uri.EscapeDataString(Uri.EscapeDataString(meeting.Uuid))}/recordings?include_fields=download_access_token&ttl={ttl}");
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private static async Task<Uri> SignedAsync(ZoomRig rig, string access)
    {
        var recording = await RecordingAsync(rig, access, await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }));
        using var redirect = await rig.GetAsync(Audio(recording), access);
        return redirect.Headers.Location!;
    }

    private static Uri Audio(JsonObject recording) => new((string)recording["recording_files"]!.AsArray()
        .Single(file => (string)file!["recording_type"]! == "audio_only")!["download_url"]!);

    private static List<(string Type, long Start, long Length)> Boxes(byte[] bytes)
    {
        var boxes = new List<(string, long, long)>();
        for (var at = 0L; at < bytes.Length;)
        {
            var header = bytes.AsSpan((int)at);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header) is var small and not 1
                ? small
                : BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            boxes.Add((Encoding.ASCII.GetString(header[4..8]), at, length));
            at += length;
        }

        return boxes;
    }
}
