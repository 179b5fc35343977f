using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Tests.Zoom;

public sealed class WebhookKeysTests
{
    private static readonly MeetingUuid Meeting = new("/aB3//cD4eF5gH6iJ7kL8w==");
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_794_391_204_611);

    [Fact]
    public void Two_participants_who_join_at_once_are_two_and_one_who_joins_again_is_another()
    {
        var first = WebhookKeys.Participant("meeting.participant_joined", Meeting, "16778240", At);

        Assert.Equal(first, WebhookKeys.Participant("meeting.participant_joined", Meeting, "16778240", At));
        Assert.NotEqual(first, WebhookKeys.Participant("meeting.participant_joined", Meeting, "16778241", At));
        Assert.NotEqual(first, WebhookKeys.Participant("meeting.participant_joined", Meeting, "16778240", At.AddMilliseconds(1)));
        Assert.NotEqual(first, WebhookKeys.Participant("meeting.participant_left", Meeting, "16778240", At));
    }

    [Fact]
    public void Two_users_who_remove_the_app_at_once_are_two()
    {
        var first = WebhookKeys.Deauthorization("app_deauthorized", "account", new ZoomUserId("one"), At);

        Assert.NotEqual(first, WebhookKeys.Deauthorization("app_deauthorized", "account", new ZoomUserId("two"), At));
        Assert.NotEqual(first, WebhookKeys.Deauthorization("app_deauthorized", "account", new ZoomUserId("one"), At.AddDays(1)));
    }

    [Fact]
    public void A_recording_may_go_to_the_trash_twice()
    {
        var first = WebhookKeys.RecordingChange("recording.trashed", "account", Meeting, "file", At);

        Assert.NotEqual(first, WebhookKeys.RecordingChange("recording.trashed", "account", Meeting, "file", At.AddDays(1)));
        Assert.NotEqual(first, WebhookKeys.RecordingChange("recording.trashed", "account", Meeting, "another", At));
    }

    [Fact]
    public void Every_key_fits_the_column_however_long_Zooms_ids_are()
    {
        var longest = new string('x', 128);
        var meeting = new MeetingUuid(longest);

        Assert.All(
            [
                WebhookKeys.Recording("recording.completed", new ZoomUserId(longest), meeting, longest),
                WebhookKeys.RecordingChange("recording.batch_recovered", longest, meeting, longest, At),
                WebhookKeys.Participant("meeting.participant_joined", meeting, longest, At),
                WebhookKeys.Deauthorization("app_deauthorized", longest, new ZoomUserId(longest), At),
                WebhookKeys.Contradiction("recording.completed", longest, meeting),
            ],
            key => Assert.InRange(key.Length, 1, 600));
    }
}
