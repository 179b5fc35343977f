using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Queue;

/// <summary>Jobs that were given up: to look at, to try again, to delete.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="audit">Gets a line for each that an operator deletes or replays.</param>
/// <param name="observers">Follow replays.</param>
public sealed class DeadLetters(ZoomAspireContext context, JobHints hints, AuditLog audit, IEnumerable<IReplayObserver> observers)
{
    private static readonly JobKind[] KnownKinds = Enum.GetValues<JobKind>();
    private static readonly FailureKind?[] KnownFailures = [null, .. Enum.GetValues<FailureKind>().Cast<FailureKind?>()];

    /// <summary>What this version can read: another that runs beside it may bury what only that knows.</summary>
    internal static Expression<Func<Job, bool>> OfKnownKind { get; } =
        job => KnownKinds.Contains(job.Kind) && KnownFailures.Contains(job.FailureKind);

    /// <summary>The latest dead letters, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<Job>> ListAsync(int limit, CancellationToken cancellationToken) => ListAsync(0, limit, cancellationToken);

    /// <summary>The same, page by page.</summary>
    /// <param name="skip">How many newer ones are passed over.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<Job>> ListAsync(int skip, int limit, CancellationToken cancellationToken) =>
        await Dead().AsNoTracking()
            .OrderByDescending(job => job.FinishedAt).ThenBy(job => job.Id)
            .Skip(skip)
            .Take(limit)
            .ToListAsync(cancellationToken);

    /// <summary>How many there are, by kind of job and of failure, the most first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken)
    {
        var groups = await Dead()
            .GroupBy(job => new { job.Kind, job.FailureKind })
            .Select(group => new { group.Key.Kind, group.Key.FailureKind, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. groups.OrderByDescending(group => group.Count).Select(group => new DeadLetterCount(group.Kind, group.FailureKind, group.Count))];
    }

    /// <summary>Tries one again, with all its attempts before it.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was such a dead letter.</returns>
    public async Task<bool> ReplayAsync(Guid jobId, CancellationToken cancellationToken) =>
        await ReplayAsync(DeadLetterScope.One(jobId), cancellationToken) > 0;

    /// <summary>Tries all of them again; of several about the same thing the latest, and none where another job is at it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    public Task<int> ReplayAllAsync(CancellationToken cancellationToken) => ReplayAsync(DeadLetterScope.All, cancellationToken);

    /// <summary>Tries some of them again; of several about the same thing the latest, and none where another job is at it.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    public Task<int> ReplayAsync(DeadLetterScope scope, CancellationToken cancellationToken) =>
        ReplayAsync(scope, (string?)null, cancellationToken);

    /// <summary>The same for an operator, each with a line in the audit log.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Gives up; nothing is replayed then.</param>
    /// <returns>How many there were.</returns>
    public Task<int> ReplayAsync(DeadLetterScope scope, TelegramUserId by, CancellationToken cancellationToken) =>
        ReplayAsync(scope, Named(by), cancellationToken);

    /// <summary>The same for whoever operates the service by other means.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="by">Who, as the audit log is to name them; null for the service itself, which leaves no line.</param>
    /// <param name="cancellationToken">Gives up; nothing is replayed then.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> ReplayAsync(DeadLetterScope scope, string? by, CancellationToken cancellationToken)
    {
        var ids = await Dead(scope).Select(job => job.Id).ToListAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // In one order for all, and only what still is a dead letter.
        var letters = await context.Jobs
            .FromSql($"SELECT * FROM jobs WHERE id = ANY ({ids}) AND status = 'dead' ORDER BY id FOR UPDATE")
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var rows = await RequeueAsync(context, [.. letters.Select(letter => letter.Id)], cancellationToken);
        foreach (var observer in observers)
        {
            await observer.ReplayedAsync(context, ids, cancellationToken);
        }

        if (by is not null)
        {
            await NoteReplayedAsync(letters, by, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync(ids, cancellationToken);
        return rows;
    }

    // Of several about the same thing one is tried again.
    private async Task NoteReplayedAsync(List<Job> letters, string by, CancellationToken cancellationToken)
    {
        var ids = letters.Select(letter => letter.Id).ToList();
        var left = await context.Jobs.Where(job => ids.Contains(job.Id) && job.Status == JobStatus.Dead)
            .Select(job => job.Id).ToListAsync(cancellationToken);
        foreach (var letter in letters.Where(letter => !left.Contains(letter.Id)))
        {
            audit.Add(context, LineOf(AuditActions.DeadLetterReplayed, letter, by));
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Deletes some of them for good, each with a line in the audit log.</summary>
    /// <param name="scope">Which.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Gives up; nothing is deleted then.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> DeleteAsync(DeadLetterScope scope, TelegramUserId by, CancellationToken cancellationToken)
    {
        var ids = await Dead(scope).Select(job => job.Id).ToListAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // In one order for all, and only what still is a dead letter.
        var letters = await context.Jobs
            .FromSql($"SELECT * FROM jobs WHERE id = ANY ({ids}) AND status = 'dead' ORDER BY id FOR UPDATE")
            .ToListAsync(cancellationToken);
        foreach (var letter in letters)
        {
            context.Jobs.Remove(letter);
            audit.Add(context, LineOf(AuditActions.DeadLetterDeleted, letter, Named(by)));
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return letters.Count;
    }

    /// <summary>Queues dead letters again, without a hint: for callers with a transaction of their own.</summary>
    internal static Task<int> RequeueAsync(ZoomAspireContext context, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
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
                              released_at = now(), finished_at = NULL, alerted_at = NULL
            FROM latest WHERE j.id = latest.id
            """,
            cancellationToken);

    private IQueryable<Job> Dead(DeadLetterScope scope)
    {
        var dead = Dead();
        if (scope.JobId is { } jobId)
        {
            return dead.Where(job => job.Id == jobId);
        }

        return scope.Kind is { } kind ? dead.Where(job => job.Kind == kind) : dead;
    }

    private IQueryable<Job> Dead() => context.Jobs.Where(job => job.Status == JobStatus.Dead).Where(OfKnownKind);

    private static string Named(TelegramUserId by) => $"Telegram user {by}";

    private static AuditLine LineOf(string action, Job letter, string by) => new(action, AuditActors.Operator)
    {
        UserId = letter.TenantId,
        From = by,
        Detail = string.Create(
            CultureInfo.InvariantCulture, $"{letter.Kind} {letter.SubjectId} ({letter.FailureKind}) after {letter.Attempts} attempts"),
    };
}
