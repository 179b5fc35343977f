using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomRecordingTests
{
    [Fact]
    public async Task Without_dates_only_the_recordings_of_today_are_listed()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var today = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, StartTime = rig.Clock.GetUtcNow().AddDays(-1) });
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Ivan });

        var (_, body) = await rig.ApiAsync(access, "users/me/recordings");
        Assert.Equal([today.Uuid], Uuids(body));
        Assert.Equal("2026-11-20", (string)body["from"]!);
    }

    [Fact]
    public async Task Of_more_than_a_month_only_the_last_month_is_listed_and_from_tells()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var near = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, StartTime = rig.Clock.GetUtcNow().AddDays(-20) });
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, StartTime = rig.Clock.GetUtcNow().AddDays(-40) });

        var (_, body) = await rig.ApiAsync(access, "users/me/recordings?from=2026-09-01&to=2026-11-20");
        Assert.Equal([near.Uuid], Uuids(body));
        Assert.Equal("2026-10-20", (string)body["from"]!);
    }

    [Fact]
    public async Task Pages_together_hold_everything_once_and_their_token_works_for_fifteen_minutes()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var ended = new List<string>();
        for (var minute = 1; minute <= 5; minute++)
        {
            ended.Add((await rig.EndMeetingAsync(
                new EndMeeting { UserId = ZoomRig.Anna, StartTime = rig.Clock.GetUtcNow().AddMinutes(-10 * minute) })).Uuid);
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var (status, body) = await rig.ApiAsync(access, $"users/me/recordings?page_size=2&next_page_token={token}");
            Assert.Equal(HttpStatusCode.OK, status);
            seen.AddRange(Uuids(body));
            token = (string)body["next_page_token"]!;
        }
        while (token.Length > 0);

        Assert.Equal(ended, seen);
        var (_, first) = await rig.ApiAsync(access, "users/me/recordings?page_size=2");
        rig.Clock.Advance(TimeSpan.FromMinutes(15));
        var (late, _) = await rig.ApiAsync(access, $"users/me/recordings?page_size=2&next_page_token={first["next_page_token"]}");
        Assert.Equal(HttpStatusCode.BadRequest, late);
    }

    [Fact]
    public async Task While_it_is_processed_a_recording_is_not_there()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, ProcessingSeconds = 90, SendWebhook = false });
        var path = Path(meeting, "recordings");

        var (status, body) = await rig.ApiAsync(access, path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("""{"code":3301,"message":"There is no recording for this meeting."}""", body.ToJsonString());
        rig.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, path)).Status);
    }

    [Fact]
    public async Task The_transcript_comes_later_and_has_the_times_of_the_sound()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithTranscript = true, Duration = 5 });
        var path = Path(meeting, "transcript");

        var (status, body) = await rig.ApiAsync(access, path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(3322, (int)body["code"]!);
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        (status, body) = await rig.ApiAsync(access, path);
        Assert.Equal(HttpStatusCode.OK, status);

        using var redirect = await rig.GetAsync(new Uri((string)body["download_url"]!), access);
        var transcript = await rig.Http.GetStringAsync(redirect.Headers.Location);
        Assert.StartsWith("WEBVTT\n\n1\n00:00:00.350 --> ", transcript, StringComparison.Ordinal);
        Assert.Contains("\nAnna Berg: Good morning", transcript, StringComparison.Ordinal);
        var times = transcript.Split('\n').Where(line => line.Contains(" --> ", StringComparison.Ordinal))
            .Select(line => TimeSpan.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(4 * 15, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_summary_is_found_by_uuid_only_and_not_by_number()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithSummary = true });
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(access, Path(meeting, "meeting_summary"))).Status);
        rig.Clock.Advance(TimeSpan.FromSeconds(10));

        var (status, body) = await rig.ApiAsync(access, Path(meeting, "meeting_summary"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(meeting.Uuid, (string)body["meeting_uuid"]!);
        Assert.Contains("## Next steps", (string)body["summary_content"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(access, $"meetings/{meeting.MeetingId}/meeting_summary")).Status);
    }

    [Fact]
    public async Task A_number_means_the_latest_occurrence_and_a_uuid_its_own()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var first = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, StartTime = rig.Clock.GetUtcNow().AddHours(-3) });
        var second = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, MeetingId = first.MeetingId });

        Assert.True(first.MeetingId > uint.MaxValue);
        var (_, latest) = await rig.ApiAsync(access, $"meetings/{first.MeetingId}/recordings");
        Assert.Equal(second.Uuid, (string)latest["uuid"]!);
        var (_, named) = await rig.ApiAsync(access, Path(first, "recordings"));
        Assert.Equal(first.Uuid, (string)named["uuid"]!);
    }

    [Fact]
    public async Task Nobody_sees_the_recordings_of_others()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Ivan);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(access, Path(meeting, "recordings"))).Status);
    }

    [Fact]
    public async Task A_trashed_recording_can_be_recovered_and_a_deleted_one_cannot()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var path = Path(await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna }), "recordings");
        var recover = new JsonObject { ["action"] = "recover" };

        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, path, HttpMethod.Delete)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(access, path)).Status);
        Assert.Single(Uuids((await rig.ApiAsync(access, "users/me/recordings?trash=true")).Body));
        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, $"{path}/status", HttpMethod.Put, recover)).Status);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, path)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, $"{path}?action=delete", HttpMethod.Delete)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.ApiAsync(access, $"{path}/status", HttpMethod.Put, recover)).Status);
    }

    [Fact]
    public async Task Ids_and_types_come_as_numbers_and_as_texts_and_time_zones_may_be_empty()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        for (var count = 0; count < 6; count++)
        {
            await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        }

        var (_, body) = await rig.ApiAsync(access, "users/me/recordings");
        var meetings = body["meetings"]!.AsArray();
        foreach (var name in (string[])["id", "type"])
        {
            var kinds = meetings.Select(meeting => meeting![name]!.GetValueKind()).ToHashSet();
            Assert.Equal([JsonValueKind.Number, JsonValueKind.String], kinds.Order().Reverse());
        }

        Assert.Contains(meetings, meeting => (string)meeting!["timezone"]! == "");
    }

    [Fact]
    public async Task Files_lack_what_a_test_wants_them_to_lack()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting
        {
            UserId = ZoomRig.Anna,
            WithoutFileIds = true,
            WithoutPlayUrls = true,
            WithUnknownFile = true,
        });

        var (_, body) = await rig.ApiAsync(access, Path(meeting, "recordings"));
        var files = body["recording_files"]!.AsArray();
        Assert.All(files, file => Assert.Null(file!["id"]));
        Assert.All(files, file => Assert.Null(file!["play_url"]));
        Assert.Contains(files, file => (string)file!["recording_type"]! == "hologram_view");
    }

    [Fact]
    public async Task A_file_not_finished_is_listed_without_type_and_size()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        rig.Fault(new ZoomFault { On = ZoomOperation.GetRecordings, Kind = ZoomFaultKind.Partial, Count = 1 });

        var (_, partial) = await rig.ApiAsync(access, Path(meeting, "recordings"));
        var audio = partial["recording_files"]!.AsArray().Single(file => (string)file!["recording_type"]! == "audio_only")!;
        Assert.Equal("", (string)audio["file_type"]!);
        Assert.Null(audio["file_size"]);
        Assert.Null(audio["status"]);
        var (_, whole) = await rig.ApiAsync(access, Path(meeting, "recordings"));
        Assert.DoesNotContain(whole["recording_files"]!.AsArray(), file => (string)file!["file_type"]! == "");
    }

    [Theory]
    [InlineData(ZoomRateLimitStyle.Date, "Retry-After", "2026-11-20T09:00:07Z")]
    [InlineData(ZoomRateLimitStyle.Seconds, "Retry-After", "7")]
    [InlineData(ZoomRateLimitStyle.Reset, "X-RateLimit-Reset", "1795165207")]
    public async Task A_rate_limit_says_in_each_style_when_to_come_back(ZoomRateLimitStyle style, string header, string value)
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        rig.Fault(new ZoomFault { On = ZoomOperation.Api, Kind = ZoomFaultKind.RateLimited, RateLimit = style, Seconds = 7, Count = 1 });

        using var limited = await rig.SendAsync(access, "users/me");
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(value, limited.Headers.GetValues(header).Single());
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, "users/me")).Status);
    }

    [Fact]
    public async Task Odd_errors_come_when_asked_for()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        rig.Fault(
            new ZoomFault { On = ZoomOperation.Profile, Kind = ZoomFaultKind.MalformedJson, Count = 1 },
            new ZoomFault { On = ZoomOperation.Profile, Kind = ZoomFaultKind.ErrorInSuccess, Count = 1, UserId = ZoomRig.Anna },
            new ZoomFault { On = ZoomOperation.Profile, Kind = ZoomFaultKind.Drop, Count = 1, UserId = ZoomRig.Ivan });

        using var malformed = await rig.SendAsync(access, "users/me");
        var text = await malformed.Content.ReadAsStringAsync();
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
        var (status, body) = await rig.ApiAsync(access, "users/me");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(body["code"]);
        Assert.Equal(HttpStatusCode.OK, (await rig.ApiAsync(access, "users/me")).Status);
    }

    [Fact]
    public async Task A_scheduled_meeting_is_made_read_changed_ended_and_deleted()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);
        var (status, made) = await rig.ApiAsync(access, "users/me/meetings", HttpMethod.Post, new JsonObject { ["topic"] = "Plan", ["type"] = 2 });
        Assert.Equal(HttpStatusCode.Created, status);
        var path = $"meetings/{made["id"]}";

        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, path, HttpMethod.Patch, new JsonObject { ["topic"] = "New plan" })).Status);
        Assert.Equal("New plan", (string)(await rig.ApiAsync(access, path)).Body["topic"]!);
        Assert.Single((await rig.ApiAsync(access, "users/me/meetings")).Body["meetings"]!.AsArray());
        var held = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, MeetingId = (long)made["id"]! });
        Assert.Equal("New plan", (string)(await rig.ApiAsync(access, $"past_{Path(held, "")}".TrimEnd('/'))).Body["topic"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, $"{path}/status", HttpMethod.Put, new JsonObject { ["action"] = "end" })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await rig.ApiAsync(access, path, HttpMethod.Delete)).Status);
        Assert.Equal(3001, (int)(await rig.ApiAsync(access, path)).Body["code"]!);
    }

    [Fact]
    public async Task A_user_who_pays_nothing_has_no_cloud_recording_and_no_summaries()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Maria);

        await Assert.ThrowsAsync<ZoomControlException>(() => rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Maria }));
        Assert.Equal(200, (int)(await rig.ApiAsync(access, "users/me/meeting_summaries")).Body["code"]!);
        Assert.Equal(1, (int)(await rig.ApiAsync(access, "users/me")).Body["type"]!);
    }

    [Fact]
    public async Task What_is_not_known_is_not_recognized()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, _) = await rig.ConnectAsync(ZoomRig.Anna);

        var (status, body) = await rig.ApiAsync(access, "meetings/a/b/c/d");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(2300, (int)body["code"]!);
    }

    private static List<string> Uuids(JsonObject body) => [.. body["meetings"]!.AsArray().Select(meeting => (string)meeting!["uuid"]!)];

    private static string Path(EndedMeeting meeting, string rest) =>
        $"meetings/{Uri.EscapeDataString(Uri.EscapeDataString(meeting.Uuid))}/{rest}";
}
