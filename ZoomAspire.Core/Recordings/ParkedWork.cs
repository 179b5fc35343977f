using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Finds parked jobs for which the way is free again. Locks them in the order of their ids, as all do who change many at once.</summary>
/// <param name="context">The database.</param>
public sealed class ParkedWork(ZoomAspireContext context)
{
    /// <summary>
    /// Queues parked jobs whose connection works (one may have been parked in the moment in which its owner reconnected; of a linked one
    /// the organisation's app must work, too), and parked deliveries and questions whose chat can be reached again.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> ResumeAsync(CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs WHERE status = 'parked' AND failure_kind = 'needs_reauth' AND (
                    kind IN ('fetch_meeting', 'fetch_notes') AND subject_id IN (
                        SELECT m.id FROM meetings m JOIN connections c ON c.id = m.connection_id WHERE c.status = 'active' AND NOT EXISTS (
                            SELECT 1 FROM organization_tokens o WHERE c.grant_type = 'account_credentials'
                            AND o.provider = c.provider AND o.account_id = c.account_id AND o.refused_since IS NOT NULL))
                    OR kind = 'stage_recording' AND subject_id IN (
                        SELECT r.id FROM recordings r JOIN meetings m ON m.id = r.meeting_id
                        JOIN connections c ON c.id = m.connection_id WHERE c.status = 'active' AND NOT EXISTS (
                            SELECT 1 FROM organization_tokens o WHERE c.grant_type = 'account_credentials'
                            AND o.provider = c.provider AND o.account_id = c.account_id AND o.refused_since IS NOT NULL)))
                ORDER BY id FOR UPDATE
            )
            UPDATE jobs j SET status = 'queued', attempts = 0, failures = 0, next_attempt_at = now(), released_at = now(), hinted_at = NULL,
                              finished_at = NULL
            FROM locked WHERE j.id = locked.id
            """,
            cancellationToken) +
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs
                WHERE status = 'parked' AND failure_kind = 'unreachable' AND (
                    kind IN ('deliver_recording', 'show_notes', 'report_failure') AND subject_id IN (
                        SELECT d.id FROM deliveries d JOIN destinations t ON t.id = d.destination_id WHERE t.state = 'active')
                    OR kind = 'ask_to_send' AND tenant_id IN (
                        SELECT t.user_id FROM destinations t WHERE t.kind = 'private' AND t.state = 'active'))
                ORDER BY id FOR UPDATE
            )
            UPDATE jobs j SET status = 'queued', attempts = 0, failures = 0, next_attempt_at = now(), released_at = now(), hinted_at = NULL,
                              finished_at = NULL
            FROM locked WHERE j.id = locked.id
            """,
            cancellationToken);

    /// <summary>Queues the parked deliveries of a destination whose routes have changed: they may go elsewhere now.</summary>
    /// <param name="destinationId">The destination.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public Task<int> ReleaseAsync(long destinationId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs
                WHERE status = 'parked' AND failure_kind = 'unreachable' AND kind IN ('deliver_recording', 'report_failure')
                  AND subject_id IN (SELECT d.id FROM deliveries d WHERE d.destination_id = {destinationId})
                ORDER BY id FOR UPDATE
            )
            UPDATE jobs j SET status = 'queued', attempts = 0, failures = 0, next_attempt_at = now(), released_at = now(), hinted_at = NULL,
                              finished_at = NULL
            FROM locked WHERE j.id = locked.id
            """,
            cancellationToken);

    /// <summary>Puts what has been queued again, wherever that was, into the order of its meetings.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many jobs.</returns>
    public Task<int> OrderAsync(CancellationToken cancellationToken) => WaitedWork.OrderAsync(context, cancellationToken);

    /// <summary>
    /// Queues the oldest parked delivery, or question, of each unreachable chat, to see whether it can be reached again: not every regained
    /// right to write is told by an update. Once it gets through, the others follow.
    /// </summary>
    /// <param name="chatId">This chat only; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public Task<int> ProbeAsync(TelegramChatId? chatId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM jobs WHERE status = 'parked' AND id IN (
                    SELECT DISTINCT ON (t.id) j.id
                    FROM destinations t JOIN jobs j ON
                        j.kind IN ('deliver_recording', 'show_notes', 'report_failure') AND j.subject_id IN (
                            SELECT d.id FROM deliveries d WHERE d.destination_id = t.id)
                        OR j.kind = 'ask_to_send' AND j.tenant_id = t.user_id AND t.kind = 'private'
                    WHERE t.state = 'unreachable' AND t.chat_id = coalesce({chatId?.Value}, t.chat_id)
                      AND j.status = 'parked' AND j.failure_kind = 'unreachable'
                    ORDER BY t.id, j.kind, j.created_at)
                ORDER BY id FOR UPDATE
            )
            UPDATE jobs j SET status = 'queued', attempts = 0, failures = 0, next_attempt_at = now(), released_at = now(), hinted_at = NULL,
                              finished_at = NULL
            FROM locked WHERE j.id = locked.id
            """,
            cancellationToken);
}
