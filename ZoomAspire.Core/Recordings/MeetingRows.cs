using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Enters meetings of which a recording is heard, by webhook or otherwise.</summary>
internal static class MeetingRows
{
    /// <summary>Adds the meeting, or finds it. Two who do so at once get the same row.</summary>
    /// <param name="context">The context, in the caller's transaction if it has one.</param>
    /// <param name="meeting">The meeting as heard of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The meeting's key.</returns>
    public static Task<long> EnsureAsync(ZoomAspireContext context, Meeting meeting, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<long>(
            $"""
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, topic, start_time,
                                  time_zone, duration_minutes, created_at)
            VALUES ({meeting.Provider}, {meeting.MeetingUuid.Value}, {meeting.ZoomMeetingId}, {meeting.OwnerZoomUserId.Value},
                    {meeting.ConnectionId}, {meeting.Topic}, {meeting.StartTime}, {meeting.TimeZone}, {meeting.DurationMinutes},
                    {meeting.CreatedAt})
            ON CONFLICT (provider, zoom_meeting_uuid) DO UPDATE SET topic = excluded.topic, connection_id = excluded.connection_id
            RETURNING id AS "Value"
            """).AsAsyncEnumerable().SingleAsync(cancellationToken).AsTask();

    /// <summary>A listed meeting as a row of a connection's.</summary>
    public static Meeting Of(MeetingRecordings listed, long connectionId, ZoomUserId hostId, DateTimeOffset now) => new()
    {
        Provider = ZoomProvider.Name,
        MeetingUuid = listed.MeetingUuid,
        ZoomMeetingId = listed.MeetingNumber,
        OwnerZoomUserId = hostId,
        ConnectionId = connectionId,
        Topic = ColumnText.Cut(listed.Topic, Meeting.MaxTopicLength),
        StartTime = listed.StartTime,
        TimeZone = listed.TimeZone is { Length: <= Meeting.MaxTimeZoneLength } zone ? zone : null,
        DurationMinutes = listed.DurationMinutes,
        CreatedAt = now,
    };
}
