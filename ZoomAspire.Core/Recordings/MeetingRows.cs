using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Enters meetings of which a recording is heard, by webhook or otherwise.</summary>
internal static class MeetingRows
{
    /// <summary>The beginning of a statement that adds meetings: what is known of one when it is heard of.</summary>
    public const string Into =
        """
        INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, start_time,
                              time_zone, duration_minutes, zoom_deletes_at, created_at, is_contradicted)
        """;

    // {0} to {13} are the arguments. Null has no type of its own in a selection.
    private static readonly string EnsureStatement =
        $$"""
        {{Into}}
        SELECT {0}, {1}, {2}, {3}, {4}, {5}::bigint, {6}, {7}::timestamptz, {8}::text, {9}, {10}::timestamptz, {11}, {12}
        {{OrFind("{13}")}}
        RETURNING id AS "Value"
        """;

    /// <summary>
    /// The end of such a statement, which finds those that are known. It returns nothing, and changes nothing, where a meeting is another's
    /// history: see <see cref="MeetingOwners"/>.
    /// </summary>
    /// <param name="connectedAt">Since when the meeting's connection delivers to its owner, as it stands in the statement.</param>
    public static string OrFind(string connectedAt) =>
        $"""
        ON CONFLICT (provider, zoom_meeting_uuid) DO UPDATE
            SET topic = excluded.topic, connection_id = excluded.connection_id, user_id = excluded.user_id,
                is_contradicted = meetings.is_contradicted AND excluded.is_contradicted,
                owner_zoom_user_id = CASE WHEN meetings.is_contradicted THEN excluded.owner_zoom_user_id ELSE meetings.owner_zoom_user_id END,
                failure_told_at = CASE WHEN meetings.user_id = excluded.user_id THEN meetings.failure_told_at END,
                zoom_deletes_at = coalesce(excluded.zoom_deletes_at, meetings.zoom_deletes_at)
            WHERE meetings.user_id = excluded.user_id OR meetings.is_contradicted
                OR meetings.user_id IS NULL AND meetings.created_at >= {connectedAt}::timestamptz
        """;

    /// <summary>Adds the meeting, or finds it. Two who do so at once get the same row.</summary>
    /// <param name="context">The context, in the caller's transaction if it has one.</param>
    /// <param name="meeting">The meeting as heard of, as its connection's owner's.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The meeting's key; null if it is another's history (see <see cref="MeetingOwners"/>): nothing has changed then.</returns>
    public static async Task<long?> EnsureAsync(
        ZoomAspireContext context, Meeting meeting, Connection connection, CancellationToken cancellationToken)
    {
        var rows = await context.Database
            .SqlQueryRaw<long>(EnsureStatement, ArgumentsOf(meeting, connection.ConnectedAt)!)
            .ToListAsync(cancellationToken);
        return rows is [var id] ? id : null;
    }

    /// <summary>Locks those of many meetings that are there already, in the order of their ids, before they are entered one by one.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="meetings">The meetings.</param>
    /// <param name="cancellationToken">Gives up; the transaction must be rolled back then.</param>
    public static Task LockAsync(ZoomAspireContext context, IEnumerable<MeetingUuid> meetings, CancellationToken cancellationToken)
    {
        string[] uuids = [.. meetings.Select(meeting => meeting.Value)];
        return context.Database.ExecuteSqlAsync(
            $"""
            SELECT 1 FROM meetings WHERE provider = {ZoomProvider.Name} AND zoom_meeting_uuid = ANY ({uuids})
            ORDER BY id FOR NO KEY UPDATE
            """,
            cancellationToken);
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

    private static object?[] ArgumentsOf(Meeting meeting, DateTimeOffset? connectedAt) =>
    [
        meeting.Provider, meeting.MeetingUuid.Value, meeting.ZoomMeetingId, meeting.OwnerZoomUserId.Value, meeting.ConnectionId, meeting.UserId,
        meeting.Topic, meeting.StartTime, meeting.TimeZone, meeting.DurationMinutes, meeting.ZoomDeletesAt, meeting.CreatedAt,
        meeting.IsContradicted, connectedAt,
    ];
}
