using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Ends, parks and resumes the work for a connection, in the transaction that changes the connection. Rows are locked in the order of
/// their ids before they are changed: statements that change many rows at once would otherwise wait for each other in a circle.
/// </summary>
internal sealed class ConnectionFollower : IConnectionObserver
{
    // Work of a connection, {0}, that asks Zoom.
    private const string NeedsZoom =
        """
        (kind IN ('fetch_meeting', 'fetch_notes') AND subject_id IN (SELECT id FROM meetings WHERE connection_id = {0})
        OR kind = 'stage_recording' AND subject_id IN (
            SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id WHERE m.connection_id = {0}))
        """;

    private const string AllOfConnection =
        $$"""
        {{NeedsZoom}}
        OR kind IN ('tell_fetch_failed', 'ask_to_send') AND subject_id IN (SELECT id FROM meetings WHERE connection_id = {0})
        OR kind IN ('deliver_recording', 'show_notes', 'report_failure', 'fetch_speakers') AND subject_id IN (
            SELECT d.id FROM deliveries d JOIN recordings r ON r.id = d.recording_id JOIN meetings m ON m.id = r.meeting_id
            WHERE m.connection_id = {0} AND (kind <> 'report_failure' OR d.state = 'pending'))
        OR kind = 'ask_to_reconnect' AND subject_id = {0}
        """;

    private const string BeginAgain =
        $$"""
        WITH locked AS (SELECT id FROM jobs WHERE status = 'running' AND {{NeedsZoom}} ORDER BY id FOR UPDATE)
        UPDATE jobs j SET status = 'queued', next_attempt_at = now(), hinted_at = NULL, lease_token = NULL, lease_until = NULL
        FROM locked WHERE j.id = locked.id
        """;

    private const string Park =
        $$"""
        WITH locked AS (SELECT id FROM jobs WHERE status = 'queued' AND {{NeedsZoom}} ORDER BY id FOR UPDATE)
        UPDATE jobs j SET status = 'parked', failure_kind = 'needs_reauth', last_error = 'The owner must connect Zoom again.'
        FROM locked WHERE j.id = locked.id
        """;

    private const string Release =
        $$"""
        WITH locked AS (
            SELECT id FROM jobs WHERE status = 'parked' AND failure_kind = 'needs_reauth' AND {{NeedsZoom}} ORDER BY id FOR UPDATE
        )
        UPDATE jobs j SET status = 'queued', attempts = 0, failures = 0, next_attempt_at = now(), released_at = now(), hinted_at = NULL
        FROM locked WHERE j.id = locked.id
        """;

    /// <summary>
    /// Nothing but words of regret is left in the queue, nothing is delivered any more, and media is marked for the purge. A job that is running
    /// loses its lease: it can save nothing.
    /// </summary>
    public async Task EndedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken)
    {
        await OpenWork.CancelAsync(context, AllOfConnection, [connectionId], cancellationToken);
        // What was announced must not go on promising an audio. Words that are already on their way about a delivery that had failed are
        // left alone: they say how it stands when they are said.
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at)
            SELECT gen_random_uuid(), 'report_failure', d.id, t.user_id, 'queued', 0, 0, 0, NULL
            FROM deliveries d JOIN destinations t ON t.id = d.destination_id
            JOIN chat_messages c ON c.delivery_id = d.id AND c.purpose = 'announce' AND c.state = 'announced'
            JOIN recordings r ON r.id = d.recording_id JOIN meetings m ON m.id = r.meeting_id
            WHERE d.state = 'pending' AND m.connection_id = {connectionId}
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM deliveries WHERE state IN ('pending', 'failed') AND recording_id IN (
                    SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id WHERE m.connection_id = {connectionId})
                ORDER BY id FOR UPDATE
            )
            UPDATE deliveries d SET state = 'cancelled' FROM locked WHERE d.id = locked.id
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM recordings WHERE meeting_id IN (SELECT id FROM meetings WHERE connection_id = {connectionId})
                ORDER BY id FOR UPDATE
            )
            UPDATE recordings r SET status = 'gone' FROM locked WHERE r.id = locked.id
            """,
            cancellationToken);
    }

    /// <summary>
    /// A job that is running would meet a connection that has ended: it loses its lease, and is done again for the one that takes its place.
    /// </summary>
    public async Task ReplacedAsync(ZoomAspireContext context, long beforeId, long afterId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Database.ExecuteSqlRawAsync(BeginAgain, [beforeId], cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT m.id FROM meetings m JOIN connections c ON c.id = m.connection_id
                WHERE m.connection_id = {beforeId} AND (m.user_id IS NULL OR m.user_id = c.user_id)
                ORDER BY m.id FOR UPDATE OF m
            )
            UPDATE meetings m SET connection_id = {afterId} FROM locked WHERE m.id = locked.id
            """,
            cancellationToken);
    }

    /// <summary>Work that needs Zoom is parked; what is staged can still be delivered. The owner is told by a job of its own.</summary>
    public async Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Database.ExecuteSqlRawAsync(Park, [connectionId], cancellationToken);
        if (await context.Connections.Where(connection => connection.Id == connectionId).Select(connection => connection.UserId)
            .SingleAsync(cancellationToken) is { } ownerId)
        {
            FailureNotices.AddReconnect(context, connectionId, ownerId);
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Database.ExecuteSqlRawAsync(Release, [connectionId], cancellationToken);
    }
}
