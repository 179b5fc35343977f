using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Jobs that were given up: to look at and to try again.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
public sealed class DeadLetters(ZoomAspireContext context, JobHints hints)
{
    /// <summary>The latest dead letters, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Job>> ListAsync(int limit, CancellationToken cancellationToken) =>
        await context.Jobs.AsNoTracking()
            .Where(job => job.Status == JobStatus.Dead)
            .OrderByDescending(job => job.FinishedAt)
            .Take(limit)
            .ToListAsync(cancellationToken);

    /// <summary>Tries one again, with all its attempts before it.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was such a dead letter.</returns>
    public async Task<bool> ReplayAsync(Guid jobId, CancellationToken cancellationToken) =>
        await ReplayAsync(context.Jobs.Where(job => job.Id == jobId), cancellationToken) > 0;

    /// <summary>Tries all of them again; of several about the same thing the latest, and none where another job is at it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    public Task<int> ReplayAllAsync(CancellationToken cancellationToken) => ReplayAsync(context.Jobs, cancellationToken);

    private async Task<int> ReplayAsync(IQueryable<Job> jobs, CancellationToken cancellationToken)
    {
        var ids = await jobs.Where(job => job.Status == JobStatus.Dead).Select(job => job.Id).ToListAsync(cancellationToken);
        var rows = await context.Database.ExecuteSqlAsync(
            $"""
            WITH letters AS (
                SELECT id, kind, subject_id, finished_at FROM jobs WHERE id = ANY ({ids}) AND status = 'dead' ORDER BY id FOR UPDATE
            ), latest AS (
                SELECT DISTINCT ON (kind, subject_id) id FROM letters
                WHERE NOT EXISTS (
                    SELECT 1 FROM jobs o WHERE o.kind = letters.kind AND o.subject_id = letters.subject_id
                    AND o.status IN ('queued', 'running', 'parked'))
                ORDER BY kind, subject_id, finished_at DESC
            )
            UPDATE jobs j SET status = 'queued', attempts = 0, takeovers = 0, failures = 0, next_attempt_at = now(), hinted_at = now(),
                              finished_at = NULL
            FROM latest WHERE j.id = latest.id
            """,
            cancellationToken);
        await hints.SendAsync(ids, cancellationToken);
        return rows;
    }
}
