using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomWebhookTests
{
    [Fact]
    public async Task The_signature_covers_the_raw_body_with_its_escapes_and_its_raw_characters()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, Topic = "Q4 🎙 – «план»" });
        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);

        var received = Assert.Single(rig.Receiver.Received);
        Assert.Contains("""Q4 \uD83C\uDF99 – «план»""", received.Body, StringComparison.Ordinal);
        AssertSigned(rig, received, rig.Clock.GetUtcNow());
        Assert.Equal("/webhooks/zoom", received.Path);
        Assert.Equal("Zoom Marketplace/1.0a", received.Headers["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", received.Headers["Content-Type"]);

        var body = received.Json;
        Assert.Equal("recording.completed", received.Event);
        Assert.NotEmpty((string)body["download_token"]!);
        Assert.Equal(rig.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)body["event_ts"]!);
        var subject = body["payload"]!["object"]!;
        Assert.Equal(meeting.Uuid, (string)subject["uuid"]!);
        Assert.Equal(meeting.MeetingId, (long)subject["id"]!);
        Assert.Equal(meeting.WebhookSentAt, rig.Clock.GetUtcNow());
        Assert.All(subject["recording_files"]!.AsArray(), file =>
            Assert.Contains("/rec/webhook_download/", (string)file!["download_url"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_webhooks_token_opens_the_webhooks_addresses_for_a_day()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);
        var body = rig.Receiver.Received.Single().Json;
        var address = new Uri((string)body["payload"]!["object"]!["recording_files"]![0]!["download_url"]!);
        var token = (string)body["download_token"]!;

        using var opened = await rig.GetAsync(address, token);
        Assert.Equal(HttpStatusCode.Found, opened.StatusCode);
        rig.Clock.Advance(TimeSpan.FromHours(24));
        using var late = await rig.GetAsync(address, token);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Failures_are_sent_again_after_5_20_and_60_minutes_with_fresh_signatures_and_then_never()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Receiver.Answer = _ => (503, "");
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        var sent = 1;
        foreach (var minutes in (int[])[5, 20, 60])
        {
            await WaitingAsync(rig, sent);
            rig.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(1, rig.Clock.PendingTimers);
            Assert.Equal(sent, rig.Receiver.Received.Count);
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            sent++;
        }

        var lost = await rig.DeliveryAsync("recording.completed", WebhookState.Lost);
        Assert.Equal([0, 5, 25, 85], lost.Attempts.Select(attempt => (int)(attempt.At - lost.CreatedAt).TotalMinutes));
        Assert.All(lost.Attempts, attempt => Assert.Equal(503, attempt.Status));
        Assert.Equal(0, rig.Clock.PendingTimers);
        Assert.Single(rig.Receiver.Received.Select(received => received.Body).Distinct());
        foreach (var (received, attempt) in rig.Receiver.Received.Zip(lost.Attempts))
        {
            AssertSigned(rig, received, attempt.At);
        }
    }

    [Fact]
    public async Task A_retry_keeps_its_signature_and_comes_sooner_if_set_so()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Configure(new ZoomSettings { RetryScale = 0.01, RetryKeepsSignature = true });
        rig.Receiver.Answer = _ => rig.Receiver.Received.Count == 1 ? (500, "") : (204, "");
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await WaitingAsync(rig, 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(3));

        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);
        Assert.Single(rig.Receiver.Received.Select(received => received.Headers["x-zm-signature"]).Distinct());
    }

    [Theory]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_refusal_is_never_sent_again(int status)
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Receiver.Answer = _ => (status, "");
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        var refused = await rig.DeliveryAsync("recording.completed", WebhookState.Refused);
        Assert.Equal(status, Assert.Single(refused.Attempts).Status);
        Assert.Equal(0, rig.Clock.PendingTimers);
    }

    [Fact]
    public async Task No_answer_within_three_seconds_counts_as_a_failure()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Receiver.Hangs = true;
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await Eventually.HoldsAsync(() => rig.Receiver.Received.Count == 1, "the webhook arrives");

        rig.Clock.Advance(TimeSpan.FromSeconds(3));
        var waiting = await rig.DeliveryAsync("recording.completed", WebhookState.WaitingToRetry);
        Assert.Equal("timeout", Assert.Single(waiting.Attempts).Failure);
        Assert.Equal(3000, waiting.Attempts[0].DurationMs);
    }

    [Fact]
    public async Task A_closed_port_counts_as_a_failure()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.Receiver.DisposeAsync();
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        var waiting = await rig.DeliveryAsync("recording.completed", WebhookState.WaitingToRetry);
        Assert.Equal("ConnectionError", Assert.Single(waiting.Attempts).Failure);
    }

    [Fact]
    public async Task Transcript_and_summary_follow_the_recording_with_events_of_their_own()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithTranscript = true, WithSummary = true, ProcessingSeconds = 30 });
        Assert.Empty(rig.Zoom.GetDeliveries());

        rig.Clock.Advance(TimeSpan.FromSeconds(30));
        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);
        Assert.Single(rig.Receiver.Received);
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await rig.DeliveryAsync("recording.transcript_completed", WebhookState.Delivered);
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        await rig.DeliveryAsync("meeting.summary_completed", WebhookState.Delivered);

        var transcript = rig.Receiver.Received[1].Json;
        Assert.NotEmpty((string)transcript["download_token"]!);
        Assert.Equal("audio_transcript", (string)Assert.Single(transcript["payload"]!["object"]!["recording_files"]!.AsArray())!["recording_type"]!);
        var summary = rig.Receiver.Received[2].Json;
        Assert.Null(summary["download_token"]);
        Assert.Contains("## Next steps", (string)summary["payload"]!["object"]!["summary_content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_events_of_a_meeting_write_its_number_as_a_text()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithMeetingEvents = true });
        await Eventually.HoldsAsync(() => rig.Receiver.Received.Count == 3, "started, ended and completed arrive");

        var ended = rig.Receiver.Received.Single(received => received.Event == "meeting.ended").Json["payload"]!["object"]!;
        Assert.Equal(meeting.MeetingId.ToString(CultureInfo.InvariantCulture), (string)ended["id"]!);
        Assert.NotNull(ended["end_time"]);
        Assert.Contains(rig.Receiver.Received, received => received.Event == "meeting.started");
    }

    [Fact]
    public async Task A_duplicate_tells_the_same_event_with_other_addresses_and_another_token()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Fault(new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.Duplicate, Count = 1 });
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await Eventually.HoldsAsync(() => rig.Receiver.Received.Count == 2, "both arrive");

        var bodies = rig.Receiver.Received.Select(received => received.Json).ToList();
        Assert.Single(bodies.Select(body => (string)body["payload"]!["object"]!["uuid"]!).Distinct());
        Assert.Single(bodies.Select(body => (long)body["event_ts"]!).Distinct());
        Assert.Equal(2, bodies.Select(body => (string)body["download_token"]!).Distinct().Count());
        Assert.Equal(2, bodies.Select(body => (string)body["payload"]!["object"]!["recording_files"]![0]!["download_url"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_reordered_event_arrives_after_the_next_one()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Fault(new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.Reorder, Count = 1 });
        await rig.ConnectAsync(ZoomRig.Anna);
        var first = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        Assert.Null(first.WebhookSentAt);
        var second = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await Eventually.HoldsAsync(() => rig.Receiver.Received.Count == 2, "both arrive");

        Assert.Equal(
            [second.Uuid, first.Uuid],
            rig.Receiver.Received.Select(received => (string)received.Json["payload"]!["object"]!["uuid"]!));
    }

    [Fact]
    public async Task A_delayed_event_arrives_later_and_still_says_when_it_happened()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Fault(new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.Delay, Seconds = 600, Event = "recording.completed" });
        await rig.ConnectAsync(ZoomRig.Anna);
        var happened = rig.Clock.GetUtcNow();
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });
        await Eventually.HoldsAsync(() => rig.Clock.PendingTimers == 1, "the delay begins");
        Assert.Empty(rig.Receiver.Received);

        rig.Clock.Advance(TimeSpan.FromMinutes(10));
        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);
        var received = Assert.Single(rig.Receiver.Received);
        Assert.Equal(happened.ToUnixTimeMilliseconds(), (long)received.Json["event_ts"]!);
        AssertSigned(rig, received, happened.AddMinutes(10));
    }

    [Fact]
    public async Task A_forged_signature_does_not_verify_and_an_old_one_is_old()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Fault(
            new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.ForgedSignature, Count = 1 },
            new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.OldTimestamp, Seconds = 1000, Count = 1 });
        await rig.Zoom.SendEventAsync(new CraftedEvent { Body = "{}" });
        await rig.Zoom.SendEventAsync(new CraftedEvent { Body = "{}" });

        var now = rig.Clock.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds();
        Assert.NotEqual(
            ZoomSignature.Sign(rig.Options.ZoomWebhookSecret, timestamp, "{}"), rig.Receiver.Received[0].Headers["x-zm-signature"]);
        AssertSigned(rig, rig.Receiver.Received[1], now.AddSeconds(-1000));
    }

    [Fact]
    public async Task Without_the_app_installed_no_event_is_sent()
    {
        await using var rig = await ZoomRig.StartAsync();
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna });

        Assert.Null(meeting.WebhookSentAt);
        Assert.Empty(rig.Zoom.GetDeliveries());
    }

    [Fact]
    public async Task Removing_the_app_kills_the_tokens_ends_the_events_and_tells_the_app()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (access, refresh) = await rig.ConnectAsync(ZoomRig.Anna);
        var notice = await rig.Zoom.RemoveAppAsync(ZoomRig.Anna);

        Assert.Equal(WebhookState.Delivered, notice.State);
        var received = Assert.Single(rig.Receiver.Received);
        Assert.Equal("/webhooks/zoom/deauth", received.Path);
        Assert.Null(received.Json["event_ts"]);
        Assert.Equal("2026-11-20T09:00:00.000Z", (string)received.Json["payload"]!["deauthorization_time"]!);
        Assert.Equal("2026-11-20 09:00:00", (string)received.Json["payload"]!["event_ts"]!);
        Assert.Equal(ZoomRig.Anna, (string)received.Json["payload"]!["user_id"]!);
        Assert.Equal(124, (int)(await rig.ApiAsync(access, "users/me")).Body["code"]!);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.RefreshAsync(refresh)).Status);
        await Assert.ThrowsAsync<ZoomControlException>(() => rig.Zoom.RemoveAppAsync(ZoomRig.Anna));
    }

    [Fact]
    public async Task A_recording_trashed_recovered_and_deleted_is_told_with_and_without_a_token()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        var meeting = await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, SendWebhook = false });
        foreach (var state in (RecordingState[])[RecordingState.Trashed, RecordingState.Present, RecordingState.Deleted])
        {
            rig.Zoom.ChangeRecording(meeting.Uuid, state);
        }

        await Eventually.HoldsAsync(() => rig.Receiver.Received.Count == 3, "all three arrive");
        var events = rig.Receiver.Received.ToDictionary(received => received.Event, received => received.Json["download_token"] is not null);
        Assert.True(events["recording.trashed"]);
        Assert.True(events["recording.recovered"]);
        Assert.False(events["recording.deleted"]);
    }

    [Fact]
    public async Task A_challenge_answered_rightly_passes()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Receiver.Answer = received => (200, RightAnswer(rig, received));

        Assert.True((await rig.Zoom.SendChallengeAsync()).Passed);
        AssertSigned(rig, Assert.Single(rig.Receiver.Received), rig.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"plainToken":1}""")]
    [InlineData(200, """{"plainToken":"x","encryptedToken":"y"}""")]
    [InlineData(500, "")]
    public async Task A_challenge_answered_wrongly_fails(int status, string answer)
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Receiver.Answer = _ => (status, answer);

        Assert.False((await rig.Zoom.SendChallengeAsync()).Passed);
        Assert.Equal(1, rig.Zoom.GetState().ChallengesFailed);
    }

    [Fact]
    public async Task Six_challenges_failed_in_a_row_stop_the_events_until_one_passes()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        for (var count = 0; count < 6; count++)
        {
            await rig.Zoom.SendChallengeAsync();
        }

        Assert.Null((await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna })).WebhookSentAt);
        rig.Receiver.Answer = received => (200, received.Event == "endpoint.url_validation" ? RightAnswer(rig, received) : "");
        Assert.True((await rig.Zoom.SendChallengeAsync()).Passed);
        Assert.NotNull((await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna })).WebhookSentAt);
    }

    private static string RightAnswer(ZoomRig rig, ReceivedWebhook received)
    {
        var plainToken = (string)received.Json["payload"]!["plainToken"]!;
        return new JsonObject
        {
            ["plainToken"] = plainToken,
            ["encryptedToken"] = ZoomSignature.AnswerChallenge(rig.Options.ZoomWebhookSecret, plainToken),
        }.ToJsonString();
    }

    /// <summary>The try has failed, and the only thing that the clock waits for is the next one.</summary>
    private static Task WaitingAsync(ZoomRig rig, int sent) => Eventually.HoldsAsync(
        () => rig.Zoom.GetDeliveries()[0].Attempts.Count == sent && rig.Clock.PendingTimers == 1, "waiting to try again");

    private static void AssertSigned(ZoomRig rig, ReceivedWebhook received, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds();
        Assert.Equal(timestamp.ToString(CultureInfo.InvariantCulture), received.Headers["x-zm-request-timestamp"]);
        Assert.Equal(
            ZoomSignature.Sign(rig.Options.ZoomWebhookSecret, timestamp, received.Body), received.Headers["x-zm-signature"]);
    }
}
