using System.Text.Json;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// A meeting that <c>GET /users/me/meetings</c> lists
/// (https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/users/{userId}/meetings). The links to join and to start it are
/// not read: they let people in.
/// </summary>
/// <param name="MeetingNumber">The meeting number.</param>
/// <param name="Topic">The topic, untrusted text.</param>
/// <param name="StartTime">When it begins; null for a recurring meeting without fixed times.</param>
/// <param name="DurationMinutes">Planned length in minutes, if any.</param>
/// <param name="TimeZone">The meeting's IANA time zone, if given.</param>
/// <param name="IsRecurring">Whether it belongs to a series.</param>
public sealed record UpcomingMeeting(
    long MeetingNumber, string Topic, DateTimeOffset? StartTime, int? DurationMinutes, string? TimeZone, bool IsRecurring)
{
    /// <summary>Reads an entry of the list.</summary>
    /// <returns>The meeting, or null where it has no number.</returns>
    internal static UpcomingMeeting? TryRead(JsonElement meeting) => meeting.Integer("id") is { } number
        ? new UpcomingMeeting(
            number,
            meeting.Text("topic") ?? "",
            meeting.Time("start_time"),
            meeting.Integer("duration") is >= 0 and <= int.MaxValue and var minutes ? (int)minutes : null,
            meeting.Text("timezone"),
            meeting.Integer("type") is 3 or 8)
        : null;
}
