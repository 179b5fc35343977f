using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Enters meetings of which a recording is heard, by webhook or otherwise.</summary>
internal static class MeetingRows
{
    /// <summary>Adds the meeting, or finds it. Two who do so at once get the same row.</summary>
    /// <param name="context">The context, in the caller's transaction if it has one.</param>
    /// <param name="meeting">The meeting as heard of, as its connection's owner's.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The meeting's key; null if it is another's history (see <see cref="MeetingOwners"/>): nothing has changed then.</returns>
    public static async Task<long?> EnsureAsync(
        ZoomAspireContext context, Meeting meeting, Connection connection, CancellationToken cancellationToken)
    {
        var rows = await context.Database.SqlQuery<long>(
            $"""
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, start_time,
                                  time_zone, duration_minutes, zoom_deletes_at, created_at, is_contradicted)
            VALUES ({meeting.Provider}, {meeting.MeetingUuid.Value}, {meeting.ZoomMeetingId}, {meeting.OwnerZoomUserId.Value},
                    {meeting.ConnectionId}, {meeting.UserId}, {meeting.Topic}, {meeting.StartTime}, {meeting.TimeZone}, {meeting.DurationMinutes},
                    {meeting.ZoomDeletesAt}, {meeting.CreatedAt}, {meeting.IsContradicted})
            ON CONFLICT (provider, zoom_meeting_uuid) DO UPDATE
                SET topic = excluded.topic, connection_id = excluded.connection_id, user_id = excluded.user_id,
                    is_contradicted = meetings.is_contradicted AND excluded.is_contradicted,
                    owner_zoom_user_id = CASE WHEN meetings.is_contradicted THEN excluded.owner_zoom_user_id ELSE meetings.owner_zoom_user_id END,
                    failure_told_at = CASE WHEN meetings.user_id = excluded.user_id THEN meetings.failure_told_at END,
                    zoom_deletes_at = coalesce(excluded.zoom_deletes_at, meetings.zoom_deletes_at)
                WHERE meetings.user_id = excluded.user_id OR meetings.is_contradicted
                    OR meetings.user_id IS NULL AND meetings.created_at >= {connection.ConnectedAt}
            RETURNING id AS "Value"
            """).ToListAsync(cancellationToken);
        return rows is [var id] ? id : null;
    }

    /// <summary>A meeting that Zoom lists for a connection, as its owner's.</summary>
    /// <param name="listed">What Zoom says.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="now">The present time.</param>
    public static Meeting Of(MeetingRecordings listed, Connection connection, DateTimeOffset now) => new()
    {
        Provider = ZoomProvider.Name,
        MeetingUuid = listed.MeetingUuid,
        ZoomMeetingId = listed.MeetingNumber,
        OwnerZoomUserId = connection.ExternalUserId,
        ConnectionId = connection.Id,
        UserId = connection.UserId,
        Topic = ColumnText.Cut(listed.Topic, Meeting.MaxTopicLength),
        StartTime = listed.StartTime,
        TimeZone = listed.TimeZone is { Length: <= Meeting.MaxTimeZoneLength } zone ? zone : null,
        DurationMinutes = listed.DurationMinutes,
        ZoomDeletesAt = listed.DeletesAt,
        CreatedAt = now,
    };
}
