using System.Globalization;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Composes the bodies of events that happened <c>at</c> a time; each call makes new addresses and tokens, as each delivery of
/// Zoom's does.
/// </summary>
internal sealed class ZoomEvents(RecordingJson recordings, ZoomDownloadTokens tokens, SimulatorOptions options)
{
    public const string RecordingCompletedName = "recording.completed";
    public const string TranscriptCompletedName = "recording.transcript_completed";
    public const string SummaryCompletedName = "meeting.summary_completed";

    public JsonObject RecordingCompleted(ZoomMeeting meeting, DateTimeOffset at) => WithToken(
        Envelope(RecordingCompletedName, at, meeting, Recording(meeting, file => !file.IsTranscript)), meeting);

    public JsonObject TranscriptCompleted(ZoomMeeting meeting, DateTimeOffset at) => WithToken(
        Envelope(TranscriptCompletedName, at, meeting, Recording(meeting, file => file.IsTranscript)), meeting);

    public JsonObject SummaryCompleted(ZoomMeeting meeting, DateTimeOffset at) =>
        Envelope(SummaryCompletedName, at, meeting, recordings.Summary(meeting));

    /// <summary><c>recording.trashed</c>, <c>recording.deleted</c> or <c>recording.recovered</c>.</summary>
    public JsonObject RecordingChanged(ZoomMeeting meeting, string name, DateTimeOffset at)
    {
        var body = Envelope(name, at, meeting, Recording(meeting, file => file.ReadyAt <= at));
        body["payload"]!["operator"] = meeting.Host.Email;
        body["payload"]!["operator_id"] = meeting.Host.Id;
        return name == "recording.deleted" ? body : WithToken(body, meeting);
    }

    /// <summary><c>meeting.started</c> or <c>meeting.ended</c>: here the number is a string.</summary>
    public static JsonObject MeetingChanged(ZoomMeeting meeting, bool ended, DateTimeOffset at)
    {
        var subject = new JsonObject
        {
            ["id"] = meeting.Number.ToString(CultureInfo.InvariantCulture),
            ["uuid"] = meeting.Uuid,
            ["host_id"] = meeting.Host.Id,
            ["topic"] = meeting.Topic,
            ["type"] = 2,
            ["start_time"] = ZoomJson.Time(meeting.Start),
            ["timezone"] = meeting.Timezone,
            ["duration"] = meeting.Minutes,
        };
        if (ended)
        {
            subject["end_time"] = ZoomJson.Time(meeting.End);
        }

        return Envelope(ended ? "meeting.ended" : "meeting.started", at, meeting, subject);
    }

    /// <summary>The user removed the app. The inner <c>event_ts</c> is a text, and there is no outer one.</summary>
    public JsonObject Deauthorized(ZoomUser user, DateTimeOffset at)
    {
        var when = at.UtcDateTime;
        return new JsonObject
        {
            ["event"] = "app_deauthorized",
            ["payload"] = new JsonObject
            {
                ["account_id"] = user.AccountId,
                ["user_id"] = user.Id,
                ["signature"] = ZoomIds.Random(32),
                ["deauthorization_time"] = when.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["client_id"] = options.ZoomClientId,
                ["event_ts"] = when.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            },
        };
    }

    /// <summary>The challenge by which Zoom checks that an address is the app's.</summary>
    public static JsonObject UrlValidation(string plainToken, DateTimeOffset at) => new()
    {
        ["payload"] = new JsonObject { ["plainToken"] = plainToken },
        ["event_ts"] = at.ToUnixTimeMilliseconds(),
        ["event"] = "endpoint.url_validation",
    };

    private JsonObject Recording(ZoomMeeting meeting, Func<ZoomFile, bool> listed) =>
        recordings.ForWebhook(meeting, [.. meeting.Files.Where(listed)]);

    private static JsonObject Envelope(string name, DateTimeOffset at, ZoomMeeting meeting, JsonObject subject) => new()
    {
        ["event"] = name,
        ["event_ts"] = at.ToUnixTimeMilliseconds(),
        ["payload"] = new JsonObject { ["account_id"] = meeting.Host.AccountId, ["object"] = subject },
    };

    private JsonObject WithToken(JsonObject body, ZoomMeeting meeting)
    {
        body["download_token"] = tokens.Issue(meeting, ZoomDownloadTokens.WebhookLifetime);
        return body;
    }
}
