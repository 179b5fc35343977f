using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Lets an owner ask for a whole month of recordings that were never sent.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="time">The time.</param>
public sealed class BackfillRequest(ZoomAspireContext context, JobHints hints, TimeProvider time)
{
    /// <summary>How many meetings one wish brings at most: the oldest. The rest comes with the next.</summary>
    public const int Most = 100;

    /// <summary>Has a month brought. Of two presses one begins, and there is one month at a time.</summary>
    /// <param name="userId">Who asks: must own the connection.</param>
    /// <param name="connectionId">The connection. Can be forged.</param>
    /// <param name="month">Any day of it, by the owner's time zone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BackfillResult> StartAsync(
        TelegramUserId userId, long connectionId, DateOnly month, CancellationToken cancellationToken)
    {
        var owners = await context.Connections
            .Where(connection => connection.Id == connectionId && connection.Status == ConnectionStatus.Active &&
                context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == userId))
            .Select(connection => connection.UserId!.Value)
            .ToListAsync(cancellationToken);
        if (owners is not [var ownerId])
        {
            return BackfillResult.NotConnected;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {ownerId} FOR NO KEY UPDATE", cancellationToken);
        if (await context.Backfills.AnyAsync(
            backfill => backfill.UserId == ownerId && backfill.State == BackfillState.Running, cancellationToken))
        {
            return BackfillResult.UnderWay;
        }

        var added = new Backfill
        {
            UserId = ownerId,
            ConnectionId = connectionId,
            Month = new DateOnly(month.Year, month.Month, 1),
            CreatedAt = time.GetUtcNow(),
        };
        context.Backfills.Add(added);
        await context.SaveChangesAsync(cancellationToken);
        var job = JobQueue.Add(context, JobKind.Backfill, added.Id, ownerId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return BackfillResult.Started;
    }

    /// <summary>How far the month is that somebody asked for; null if none is under way.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BackfillProgress?> FindAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        var running = await context.Backfills.AsNoTracking().FirstOrDefaultAsync(
            backfill => backfill.State == BackfillState.Running &&
                context.Users.Any(user => user.Id == backfill.UserId && user.TelegramUserId == userId),
            cancellationToken);
        return running is null
            ? null
            : new BackfillProgress(running.Month, running.Count, (await BackfillCounts.ReadAsync(context, running.Id, cancellationToken)).Sent);
    }
}

/// <summary>How far a month is.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Count">How many meetings it brings; null before Zoom was asked.</param>
/// <param name="Sent">How many of them have come.</param>
public sealed record BackfillProgress(DateOnly Month, int? Count, int Sent);

/// <summary>What came of asking for a month.</summary>
public enum BackfillResult
{
    /// <summary>It is being worked on.</summary>
    Started,

    /// <summary>A month is being worked on already.</summary>
    UnderWay,

    /// <summary>The Zoom account is not connected, or waits for its owner.</summary>
    NotConnected,
}

/// <summary>What has become of the meetings of a backfill.</summary>
/// <param name="Open">Meetings of which something is still to be done.</param>
/// <param name="Sent">Meetings of which everything is in its chats.</param>
internal sealed record BackfillCounts(int Open, int Sent)
{
    public static Task<BackfillCounts> ReadAsync(ZoomAspireContext context, long backfillId, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<BackfillCounts>(
            $"""
            WITH own AS (
                SELECT m.id,
                    EXISTS (SELECT FROM jobs j WHERE j.status IN ('queued', 'running', 'parked') AND (
                        j.kind = 'fetch_meeting' AND j.subject_id = m.id
                        OR j.kind = 'stage_recording' AND j.subject_id IN (SELECT r.id FROM recordings r WHERE r.meeting_id = m.id)
                        OR j.kind = 'deliver_recording' AND j.subject_id IN (
                            SELECT d.id FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE r.meeting_id = m.id))) AS is_open,
                    (SELECT bool_and(d.state = 'delivered') FROM deliveries d JOIN recordings r ON r.id = d.recording_id
                     WHERE r.meeting_id = m.id) AS is_sent
                FROM meetings m WHERE m.backfill_id = {backfillId}
            )
            SELECT (count(*) FILTER (WHERE is_open))::int AS "Open", (count(*) FILTER (WHERE is_sent AND NOT is_open))::int AS "Sent" FROM own
            """).SingleAsync(cancellationToken);
}
