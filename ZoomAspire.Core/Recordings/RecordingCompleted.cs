using System.Text.Json;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// What is kept of a <c>recording.completed</c> event: whose meeting it is and which files it names. Its URLs and tokens are
/// not: fresh ones are asked for when the files are fetched.
/// </summary>
/// <param name="AccountId">The host's Zoom account.</param>
/// <param name="HostId">The host.</param>
/// <param name="MeetingUuid">The meeting instance.</param>
/// <param name="MeetingNumber">The meeting number.</param>
/// <param name="Topic">The topic, untrusted text.</param>
/// <param name="StartTime">When the meeting began.</param>
/// <param name="TimeZone">The meeting's IANA time zone, if given.</param>
/// <param name="DurationMinutes">Length in minutes.</param>
/// <param name="FileKeys">The files named, by <see cref="RecordingFileKey"/>.</param>
public sealed record RecordingCompleted(
    string AccountId,
    ZoomUserId HostId,
    MeetingUuid MeetingUuid,
    long MeetingNumber,
    string Topic,
    DateTimeOffset? StartTime,
    string? TimeZone,
    int DurationMinutes,
    IReadOnlyList<string> FileKeys)
{
    private const int MaxIdLength = 128;

    /// <summary>When Zoom deletes the recording by itself; null where it does not.</summary>
    public DateTimeOffset? DeletesAt { get; init; }

    /// <summary>Reads the payload (https://developers.zoom.us/docs/api/meetings/events/#tag/recording/postrecording.completed).</summary>
    /// <param name="payload">The event's payload.</param>
    /// <returns>The event, or null where it does not say which meeting of whom it is about.</returns>
    public static RecordingCompleted? TryRead(JsonElement payload)
    {
        var meeting = payload.Child("object");
        if (Id(meeting, "uuid") is not { } uuid || Id(meeting, "host_id") is not { } hostId ||
            (Id(payload, "account_id") ?? Id(meeting, "account_id")) is not { } accountId)
        {
            return null;
        }

        return new RecordingCompleted(
            accountId,
            new ZoomUserId(hostId),
            new MeetingUuid(uuid),
            meeting.Integer("id") ?? 0,
            ColumnText.Cut(meeting.Text("topic") ?? "", Meeting.MaxTopicLength),
            meeting.Time("start_time"),
            meeting.Text("timezone") is { Length: <= Meeting.MaxTimeZoneLength } zone ? zone : null,
            (int)Math.Clamp(meeting.Integer("duration") ?? 0, 0, int.MaxValue),
            [.. meeting.Items("recording_files").Select(FileKey).Distinct()])
        {
            DeletesAt = ZoomRetention.DeletesAt(meeting),
        };
    }

    private static string FileKey(JsonElement file) =>
        RecordingFileKey.Of(file.Text("id"), file.Text("file_type"), file.Time("recording_start"));

    private static string? Id(JsonElement element, string name) =>
        element.Text(name) is { Length: <= MaxIdLength } id ? id : null;
}
