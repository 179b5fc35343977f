using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Tests.Simulator;

public sealed class ZoomControlTests
{
    [Fact]
    public async Task A_user_is_made_and_holds_a_meeting_over_http()
    {
        await using var rig = await ZoomRig.StartAsync();
        var (status, user) = await PostAsync(rig, "users", """{"email":"new@example.org","display_name":"New One"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var id = (string)user["id"]!;
        await rig.ConnectAsync(id);

        (status, var meeting) = await PostAsync(
            rig, "meetings/end", $$"""{"user_id":"{{id}}","topic":"Plan","uuid_shape":"leading_slash","size":400000}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("/", (string)meeting["uuid"]!, StringComparison.Ordinal);
        Assert.NotNull(meeting["webhook_sent_at"]);
        Assert.Equal(400_000, (long)meeting["files"]![0]!["size"]!);
        Assert.Equal(64, ((string)meeting["files"]![0]!["sha256"]!).Length);
        await rig.DeliveryAsync("recording.completed", WebhookState.Delivered);

        var state = JsonNode.Parse(await rig.Http.GetStringAsync(Address(rig, "state")))!;
        Assert.Equal("Plan", (string)state["meetings"]![0]!["topic"]!);
        Assert.Equal("delivered", (string)state["deliveries"]![0]!["state"]!);
        Assert.Null(state["deliveries"]![0]!["body"]);
        Assert.True((bool)state["users"]![3]!["installed"]!);
        var delivery = JsonNode.Parse(await rig.Http.GetStringAsync(Address(rig, "deliveries/1")))!;
        Assert.NotNull(delivery["body"]);
    }

    [Fact]
    public async Task Faults_crafted_events_challenges_removal_and_reset_work_over_http()
    {
        await using var rig = await ZoomRig.StartAsync();
        await rig.ConnectAsync(ZoomRig.Anna);
        await PostAsync(rig, "faults", """
            {"faults":[{"on":"token","kind":"rate_limited","count":2,"rate_limit":"date"}],"settings":{"refresh_grace_seconds":60}}
            """);
        Assert.Equal(ZoomRateLimitStyle.Date, Assert.Single(rig.Zoom.GetState().Faults).RateLimit);
        Assert.Equal(60, rig.Zoom.GetState().Settings.RefreshGraceSeconds);

        var (_, sent) = await PostAsync(rig, "events", """{"body":"not json","signature":"missing"}""");
        Assert.Equal("delivered", (string)sent["state"]!);
        Assert.False(rig.Receiver.Received[0].Headers.ContainsKey("x-zm-signature"));
        Assert.Equal("not json", rig.Receiver.Received[0].Body);

        var (_, challenge) = await PostAsync(rig, "crc", "");
        Assert.False((bool)challenge["passed"]!);
        var (_, removed) = await PostAsync(rig, $"users/{ZoomRig.Anna}/remove-app", "");
        Assert.Equal("app_deauthorized", (string)removed["event"]!);

        await PostAsync(rig, "reset", "");
        var state = rig.Zoom.GetState();
        Assert.Empty(state.Faults);
        Assert.Empty(state.Deliveries);
        Assert.Equal(0, state.Settings.RefreshGraceSeconds);
    }

    [Theory]
    [InlineData("meetings/end", """{"user_id":"8lzIwvZTSOqjndWPbPqzuA","topik":"x"}""")]
    [InlineData("meetings/end", """{"user_id":"nobody"}""")]
    [InlineData("meetings/end", """{"user_id":"8lzIwvZTSOqjndWPbPqzuA","size":10}""")]
    [InlineData("meetings/end", """{"user_id":"8lzIwvZTSOqjndWPbPqzuA","duration":0}""")]
    [InlineData("users", """{"email":"ANNA@example.org"}""")]
    [InlineData("faults", """{"faults":[{"on":"token","kind":"drop","count":0}]}""")]
    [InlineData("recordings", """{"uuid":"none","state":"trashed"}""")]
    [InlineData("events", "null")]
    public async Task A_request_that_makes_no_sense_is_refused_with_the_reason(string path, string body)
    {
        await using var rig = await ZoomRig.StartAsync();
        var (status, refusal) = await PostAsync(rig, path, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty((string)refusal["error"]!);
    }

    [Fact]
    public async Task A_reset_ends_what_was_waiting_to_be_sent()
    {
        await using var rig = await ZoomRig.StartAsync();
        rig.Fault(new ZoomFault { On = ZoomOperation.Webhook, Kind = ZoomFaultKind.Reorder });
        await rig.ConnectAsync(ZoomRig.Anna);
        await rig.EndMeetingAsync(new EndMeeting { UserId = ZoomRig.Anna, WithTranscript = true });
        await rig.Zoom.ResetAsync();
        rig.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, rig.Clock.PendingTimers);
        Assert.Empty(rig.Zoom.GetDeliveries());
        Assert.Empty(rig.Receiver.Received);
    }

    private static Uri Address(ZoomRig rig, string path) => new(rig.Host.PageAddress, $"sim/zoom/{path}");

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(ZoomRig rig, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await rig.Http.PostAsync(Address(rig, path), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
