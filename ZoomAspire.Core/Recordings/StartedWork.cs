using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// What somebody has asked for: whole months, single recordings, the latest one. Stopping it stops what has not begun; what is being done comes
/// to its end. What comes by itself is not touched.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="time">The time.</param>
public sealed class StartedWork(ZoomAspireContext context, JobHints hints, TimeProvider time)
{
    /// <summary>Stops all of it.</summary>
    /// <param name="userId">Who has asked for it.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task<StoppedWork> StopAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var users = await context.Database.SqlQuery<long>(
            $"""SELECT id AS "Value" FROM users WHERE telegram_user_id = {userId.Value} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
        if (users is not [var userKey])
        {
            return StoppedWork.Nothing;
        }

        var months = await StopMonthsAsync(userKey, cancellationToken);
        var begun = await BegunAsync(userKey, cancellationToken);
        var jobs = await CancelAsync(userKey, cancellationToken);
        var meetings = jobs.Select(job => job.MeetingId).OfType<long>().Distinct().ToList();
        var reports = await WithdrawAsync(userKey, meetings, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([.. reports.Select(report => report.Id)], cancellationToken);
        return new StoppedWork(months, meetings.Count, jobs.Exists(job => job.IsLatest), begun.Except(meetings).Count());
    }

    private async Task<IReadOnlyList<DateOnly>> StopMonthsAsync(long userKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var running = await context.Backfills
            .FromSql($"SELECT * FROM backfills WHERE user_id = {userKey} AND state = 'running' ORDER BY id FOR UPDATE")
            .ToListAsync(cancellationToken);
        foreach (var backfill in running)
        {
            (backfill.State, backfill.FinishedAt) = (BackfillState.Cancelled, now);
        }

        await context.SaveChangesAsync(cancellationToken);
        return [.. running.Select(backfill => backfill.Month)];
    }

    private Task<List<long>> BegunAsync(long userKey, CancellationToken cancellationToken) => context.Database.SqlQuery<long>(
        $"""
        SELECT DISTINCT m.id AS "Value" FROM jobs j JOIN meetings m ON m.asked_at IS NOT NULL AND m.id = CASE j.kind
            WHEN 'fetch_meeting' THEN j.subject_id
            WHEN 'stage_recording' THEN (SELECT r.meeting_id FROM recordings r WHERE r.id = j.subject_id)
            WHEN 'deliver_recording' THEN (
                SELECT r.meeting_id FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE d.id = j.subject_id) END
        WHERE j.tenant_id = {userKey} AND j.status = 'running'
        """).ToListAsync(cancellationToken);

    // In the order of their ids, as everybody who locks many.
    private Task<List<StoppedJob>> CancelAsync(long userKey, CancellationToken cancellationToken) => context.Database.SqlQuery<StoppedJob>(
        $"""
        WITH asked AS (
            SELECT j.id, m.id AS meeting_id FROM jobs j LEFT JOIN meetings m ON m.asked_at IS NOT NULL AND m.id = CASE j.kind
                WHEN 'fetch_meeting' THEN j.subject_id
                WHEN 'stage_recording' THEN (SELECT r.meeting_id FROM recordings r WHERE r.id = j.subject_id)
                WHEN 'deliver_recording' THEN (
                    SELECT r.meeting_id FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE d.id = j.subject_id) END
            WHERE j.tenant_id = {userKey} AND j.status IN ('queued', 'parked') AND (j.kind IN ('send_latest_recording', 'backfill') OR m.id IS NOT NULL)
        ), locked AS (
            SELECT j.id, j.kind, asked.meeting_id FROM jobs j JOIN asked USING (id)
            WHERE j.status IN ('queued', 'parked') ORDER BY j.id FOR UPDATE OF j
        ), stopped AS (
            UPDATE jobs j SET status = 'cancelled', finished_at = now() FROM locked WHERE j.id = locked.id
        )
        SELECT meeting_id AS "MeetingId", kind = 'send_latest_recording' AS "IsLatest" FROM locked
        """).ToListAsync(cancellationToken);

    /// <summary>
    /// Deliveries that nobody works on any more do not go on promising an audio. What was to come once more has come before, and is still there.
    /// </summary>
    private async Task<IReadOnlyList<Job>> WithdrawAsync(long userKey, List<long> meetings, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var withdrawn = await context.Database.SqlQuery<long>(
            $"""
            WITH locked AS (
                SELECT d.id, d.delivered_at IS NOT NULL AND NOT EXISTS (
                    SELECT FROM chat_messages c WHERE c.delivery_id = d.id AND c.state = 'announced') AS is_there
                FROM deliveries d JOIN recordings r ON r.id = d.recording_id JOIN destinations t ON t.id = d.destination_id
                WHERE r.meeting_id = ANY ({meetings}) AND t.user_id = {userKey} AND d.state = 'pending' AND NOT EXISTS (
                    SELECT FROM jobs j WHERE j.status IN ('queued', 'running', 'parked') AND (
                        j.kind = 'stage_recording' AND j.subject_id = r.id OR j.kind = 'deliver_recording' AND j.subject_id = d.id))
                ORDER BY d.id FOR UPDATE OF d
            ), withdrawn AS (
                UPDATE deliveries d SET state = CASE WHEN locked.is_there THEN 'delivered' ELSE 'cancelled' END,
                                        withdrawn_at = CASE WHEN locked.is_there THEN NULL ELSE {now} END
                FROM locked WHERE d.id = locked.id
            )
            SELECT locked.id AS "Value" FROM locked WHERE EXISTS (
                SELECT FROM chat_messages c WHERE c.delivery_id = locked.id AND c.purpose = 'announce' AND c.state = 'announced')
            """).ToListAsync(cancellationToken);
        return [.. withdrawn.Select(id => JobQueue.Add(context, JobKind.ReportFailure, id, userKey))];
    }

    private sealed record StoppedJob(long? MeetingId, bool IsLatest);
}

/// <summary>What was stopped.</summary>
/// <param name="Months">Months that were asked for, by their first days.</param>
/// <param name="Recordings">Recorded meetings that do not come now, those of the months included.</param>
/// <param name="IsLatest">Whether it was being looked for the latest recording.</param>
/// <param name="Begun">Recorded meetings that are being worked on and still come.</param>
public sealed record StoppedWork(IReadOnlyList<DateOnly> Months, int Recordings, bool IsLatest, int Begun)
{
    /// <summary>For somebody whom nobody knows.</summary>
    internal static StoppedWork Nothing { get; } = new([], 0, false, 0);

    /// <summary>Whether anything was.</summary>
    public bool IsAnything => Months.Count > 0 || Recordings > 0 || IsLatest;
}
