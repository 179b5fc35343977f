using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>
/// The queue's statements. All times are the database's; <c>clock_timestamp()</c> wherever a statement may have waited for a
/// lock, because <c>now()</c> stands still within a transaction.
/// </summary>
internal sealed class JobStore(
    IServiceScopeFactory scopes,
    JobHints hints,
    IEnumerable<HandledKind> kinds,
    IOptions<QueueOptions> options,
    QueueTimings timings,
    TimeProvider time)
{
    // A claim that a server loses in a crash is made again, with another token; and nothing that the attempt commits reaches the disk before it.
    private const string NotWaitingForTheDisk = "SELECT set_config('synchronous_commit', 'off', true)";

    /// <summary>
    /// When a job whose worker is lost may be begun again, of table <c>j</c>: at once; but from the third time in a row on it waits longer
    /// and longer. Should it be what takes workers down, its neighbours come to their ends meanwhile and are not taken for the reason, too.
    /// </summary>
    private const string TakenOverAt =
        """
        (j.lease_until + CASE WHEN j.takeovers < 2 THEN interval '0' ELSE least(interval '5 s' * power(2, j.takeovers - 2), interval '10 min') END)
        """;

    // What Read reads.
    private const string Claimed =
        """
        j.id, j.kind, j.subject_id, j.tenant_id, j.attempts, j.takeovers, j.failure_kind, j.failures,
        j.lease_token, j.created_at, j.trace_parent, j.trace_state, j.order_at, j.failing_since, clock_timestamp() AS read_at, j.released_at
        """;

    // A newer version's jobs are left to workers that know them.
    private readonly string[] _kinds = [.. kinds.Select(kind => SnakeCaseNames.Of(kind.Kind.ToString()))];

    /// <summary>
    /// Takes the job if it is due (or its lease has run out) and its tenant is below the cap. What it waited for a worker after it was due
    /// is no failing: the patience with others is not used up while nobody asks them. The tenant's row lock makes
    /// concurrent claims of one tenant take turns: each statement then sees what the claim before it has committed. A due job that the cap
    /// keeps back has used up its hint, and gets another when a place is free.
    /// </summary>
    /// <returns>The job, or null: done, not due, running elsewhere, over the cap, of unknown kind, or no job at all.</returns>
    public async Task<ClaimedJob?> ClaimAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var batch = context.NewBatch(
            Batches.Command(NotWaitingForTheDisk),
            Batches.Command(
                """
                SELECT coalesce(u.language, u.locale) FROM users u JOIN jobs j ON j.tenant_id = u.id
                WHERE j.id = $1 AND j.status IN ('queued', 'running')
                FOR NO KEY UPDATE OF u
                """,
                jobId),
            Batches.Command(
                $"""
                WITH claimed AS (
                    UPDATE jobs j SET
                        status = 'running', attempts = j.attempts + 1,
                        takeovers = j.takeovers + CASE WHEN j.status = 'running' THEN 1 ELSE 0 END,
                        failing_since = j.failing_since + (clock_timestamp()
                            - CASE WHEN j.status = 'running' THEN j.lease_until ELSE greatest(j.next_attempt_at, j.failing_since) END),
                        lease_token = $2, lease_until = clock_timestamp() + $3, finished_at = NULL, progress_percent = NULL
                    WHERE j.id = $1 AND j.kind = ANY ($4)
                      AND (j.status = 'queued' AND j.next_attempt_at <= clock_timestamp()
                           OR j.status = 'running' AND {TakenOverAt} <= clock_timestamp())
                      AND (SELECT count(*) FROM jobs r
                           WHERE r.tenant_id = j.tenant_id AND r.status = 'running' AND r.lease_until > clock_timestamp()) < $5
                    RETURNING {Claimed}
                ), kept_back AS (
                    UPDATE jobs SET hinted_at = NULL
                    WHERE id = $1 AND kind = ANY ($4) AND status = 'queued' AND next_attempt_at <= clock_timestamp()
                      AND NOT EXISTS (SELECT FROM claimed)
                )
                SELECT * FROM claimed
                """,
                jobId, Guid.NewGuid(), timings.Lease, _kinds, options.Value.TenantConcurrency));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var language = await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken) ? reader.GetString(0) : null;
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, at) with { Language = language } : null;
    }

    /// <summary>Extends the lease.</summary>
    /// <returns>Whether it was still held.</returns>
    public async Task<bool> ExtendAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ExtendAsync(scope.ServiceProvider.GetRequiredService<ZoomAspireContext>(), job, cancellationToken);
    }

    /// <summary>Saves a handler's changes under the lease.</summary>
    public async Task SaveAsync(
        ZoomAspireContext context, ClaimedJob job, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Locks the row as well: a takeover waits until this transaction has ended.
        Demand(await ExtendAsync(context, job, cancellationToken));
        await CommitAsync(context, job, transaction.CommitAsync, AndNoMore(work), cancellationToken);
    }

    /// <summary>Saves a handler's changes and marks the job done.</summary>
    /// <param name="context">The handler's context.</param>
    /// <param name="job">The job.</param>
    /// <param name="work">Runs inside the transaction; says which of the jobs that it adds goes on with what this one did, if any.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <returns>That job, claimed: it has the place among its tenant's that this one has left. Null where it is not to be had.</returns>
    public Task<ClaimedJob?> CompleteAsync(
        ZoomAspireContext context, ClaimedJob job, Func<CancellationToken, Task<Guid?>> work, CancellationToken cancellationToken) =>
        FinishAsync(context, job, new Outcome(JobStatus.Done), work, cancellationToken);

    /// <summary>Ends a failed attempt as decided, together with what the handler adds to it.</summary>
    public Task FailAsync(
        ZoomAspireContext context,
        ClaimedJob job,
        JobFailure failure,
        RetryPolicy.Decision decision,
        Func<CancellationToken, Task> work,
        CancellationToken cancellationToken) =>
        FinishAsync(
            context,
            job,
            new Outcome(decision.Status, decision.Delay, failure.Kind, failure.Reason, job.FailuresWith(failure.Kind)),
            AndNoMore(work),
            cancellationToken);

    /// <summary>
    /// Gives an unfinished job back as if it had not been claimed. Takeovers stay counted, here and where a job is postponed: that it came
    /// to no end proves nothing about whether it takes workers down.
    /// </summary>
    public async Task HandBackAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        var rows = await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = 'queued', attempts = attempts - 1, next_attempt_at = clock_timestamp(),
                            hinted_at = clock_timestamp(), lease_token = NULL, lease_until = NULL
            WHERE id = {job.Id} AND lease_token = {job.LeaseToken} AND status = 'running'
            """,
            cancellationToken);
        if (rows > 0)
        {
            await hints.SendAsync([job.Id], cancellationToken);
        }
    }

    /// <summary>Puts a job off whose turn it is not: as if it had not been claimed, and not to be claimed before the delay has passed.</summary>
    public async Task PostponeAsync(ClaimedJob job, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = 'queued', attempts = attempts - 1, next_attempt_at = clock_timestamp() + {delay},
                            failing_since = failing_since + {delay},
                            hinted_at = NULL, lease_token = NULL, lease_until = NULL
            WHERE id = {job.Id} AND lease_token = {job.LeaseToken} AND status = 'running'
            """,
            cancellationToken);
    }

    /// <summary>
    /// What is due and could be claimed, one job of each tenant before the second of any, and marks it as hinted. Replicas that
    /// ask at the same time get different jobs. Rows are locked in the order of their ids, as by everybody who locks many; what somebody
    /// holds is passed over until next time: one who holds his for long does not hold up the others'.
    /// </summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="again">A hint that led to nothing for this long is given again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<Guid>> TakeForHintsAsync(int limit, TimeSpan again, CancellationToken cancellationToken) =>
        ReadIdsAsync(
            $"""
            WITH RECURSIVE {DueByTurn("AND (j.hinted_at IS NULL OR j.hinted_at <= now() - $4)")},
            locked AS (
                SELECT j.id, chosen.turn, chosen.due_at FROM jobs j JOIN chosen USING (id)
                WHERE j.hinted_at IS NOT DISTINCT FROM chosen.hinted_at
                ORDER BY j.id FOR NO KEY UPDATE OF j SKIP LOCKED
            ), hinted AS (
                UPDATE jobs j SET hinted_at = clock_timestamp() FROM locked WHERE j.id = locked.id
                RETURNING j.id, locked.turn, locked.due_at
            )
            SELECT id FROM hinted ORDER BY turn, due_at
            """,
            cancellationToken,
            limit, options.Value.TenantConcurrency, _kinds, again);

    /// <summary>
    /// The same without marking anything: for workers that claim without hints while Redis is away. Only kinds that this worker
    /// knows: others, which a newer version has added, would hold up what it can do.
    /// </summary>
    public Task<IReadOnlyList<Guid>> FindDueAsync(int limit, CancellationToken cancellationToken) =>
        ReadIdsAsync(
            $"WITH RECURSIVE {DueByTurn("AND j.kind = ANY ($3)")} SELECT id FROM chosen ORDER BY turn, due_at",
            cancellationToken,
            limit, options.Value.TenantConcurrency, _kinds);

    /// <summary>
    /// Marks the tenant's next due job as hinted: one whose worker is lost before all others, which have not waited for so long; then one
    /// whose hint was used up. Of others the hint is still under way.
    /// </summary>
    public Task<IReadOnlyList<Guid>> TakeNextOfTenantAsync(long tenantId, CancellationToken cancellationToken) =>
        ReadIdsAsync(
            $"""
            UPDATE jobs SET hinted_at = clock_timestamp()
            WHERE id = coalesce(
                (SELECT id FROM jobs j WHERE tenant_id = $1 AND status = 'running' AND {TakenOverAt} <= now() AND kind = ANY ($2)
                     AND (hinted_at IS NULL OR hinted_at <= now() - interval '1 s')
                 ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED),
                (SELECT id FROM jobs WHERE tenant_id = $1 AND status = 'queued' AND next_attempt_at <= now() AND hinted_at IS NULL
                 ORDER BY order_at NULLS FIRST, next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED))
            RETURNING id
            """,
            cancellationToken,
            tenantId, _kinds);

    /// <summary>How many jobs are due, and since when the oldest of them is.</summary>
    public async Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        return await context.Database.SqlQuery<QueueDepth>(
            $"""
            SELECT count(*)::int AS "Due", coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0)::float8 AS "OldestAgeSeconds"
            FROM jobs WHERE status = 'queued' AND next_attempt_at <= now()
            """).SingleAsync(cancellationToken);
    }

    // $1 limit, $2 cap, $3 kinds that this process knows: a newer version's lost jobs are its own to begin again. A tenant at its cap gets
    // no hints: its next job is hinted when one ends. From each tenant that has anything queued only the first few are read, over the
    // index: one who floods the queue makes nobody's look slower. What a lost worker had begun goes before what its tenant has not begun.
    private static string DueByTurn(string filter) =>
        $"""
        tenants AS (
            (SELECT tenant_id FROM jobs WHERE status = 'queued' ORDER BY tenant_id LIMIT 1)
            UNION ALL
            SELECT (SELECT j.tenant_id FROM jobs j WHERE j.status = 'queued' AND j.tenant_id > t.tenant_id ORDER BY j.tenant_id LIMIT 1)
            FROM tenants t WHERE t.tenant_id IS NOT NULL
        ), due AS (
            SELECT first.* FROM tenants t CROSS JOIN LATERAL (
                SELECT j.id, j.tenant_id, j.hinted_at, j.order_at, j.next_attempt_at AS due_at, false AS is_lost FROM jobs j
                WHERE j.tenant_id = t.tenant_id AND j.status = 'queued' AND j.next_attempt_at <= now() {filter}
                ORDER BY j.order_at NULLS FIRST, j.next_attempt_at, j.id LIMIT $2
            ) first
            UNION ALL
            SELECT j.id, j.tenant_id, j.hinted_at, j.order_at, j.lease_until, true FROM jobs j
            WHERE j.status = 'running' AND {TakenOverAt} <= now() AND j.kind = ANY ($3) {filter}
        ), busy AS (
            SELECT tenant_id, count(*) AS running FROM jobs WHERE status = 'running' AND lease_until > now() GROUP BY tenant_id
        ), chosen AS (
            SELECT turns.* FROM (
                SELECT due.*, row_number() OVER (PARTITION BY tenant_id ORDER BY is_lost DESC, order_at NULLS FIRST, due_at, id) AS turn FROM due
            ) turns LEFT JOIN busy USING (tenant_id)
            WHERE turn <= $2 - coalesce(busy.running, 0)
            ORDER BY turn, due_at LIMIT $1
        )
        """;

    private static ClaimedJob Read(DbDataReader reader, long at) => new(
        reader.GetGuid(0),
        SnakeCaseNames.Parse<JobKind>(reader.GetString(1)),
        reader.GetInt64(2),
        reader.GetInt64(3),
        reader.GetInt32(4),
        reader.GetInt32(5),
        // One that only a newer version knows begins its count anew.
        reader.IsDBNull(6) ? null : SnakeCaseNames.TryParse<FailureKind>(reader.GetString(6)),
        reader.GetInt32(7),
        reader.GetGuid(8),
        reader.GetFieldValue<DateTimeOffset>(9),
        reader.IsDBNull(10) ? null : reader.GetString(10),
        reader.IsDBNull(11) ? null : reader.GetString(11),
        reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
        reader.IsDBNull(13) ? null : reader.GetFieldValue<DateTimeOffset>(13),
        reader.GetFieldValue<DateTimeOffset>(14),
        reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15))
    {
        At = at,
    };

    // In the transaction that ends the job before: its place among its tenant's becomes the other's, so that no cap is passed.
    private async Task<ClaimedJob?> GoOnAsync(ZoomAspireContext context, ClaimedJob job, Guid following, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        await using var batch = context.NewBatch(Batches.Command(
            $"""
            UPDATE jobs j SET status = 'running', attempts = j.attempts + 1, lease_token = $2, lease_until = clock_timestamp() + $3
            WHERE j.id = $1 AND j.tenant_id = $4 AND j.kind = ANY ($5) AND j.status = 'queued' AND j.next_attempt_at <= clock_timestamp()
            RETURNING {Claimed}
            """,
            following, Guid.NewGuid(), timings.Lease, job.TenantId, _kinds));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, at) with { Language = job.Language } : null;
    }

    private static void Demand(bool held)
    {
        if (!held)
        {
            throw new LeaseLostException();
        }
    }

    private async Task<bool> ExtendAsync(ZoomAspireContext context, ClaimedJob job, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET lease_until = clock_timestamp() + {timings.Lease}
            WHERE id = {job.Id} AND lease_token = {job.LeaseToken} AND status = 'running'
            """,
            cancellationToken) > 0;

    private static Func<CancellationToken, Task<Guid?>> AndNoMore(Func<CancellationToken, Task> work) => async token =>
    {
        await work(token);
        return null;
    };

    private async Task<ClaimedJob?> FinishAsync(
        ZoomAspireContext context,
        ClaimedJob job,
        Outcome outcome,
        Func<CancellationToken, Task<Guid?>> work,
        CancellationToken cancellationToken)
    {
        var status = SnakeCaseNames.Of(outcome.Status.ToString());
        var failure = outcome.Failure is { } kind ? SnakeCaseNames.Of(kind.ToString()) : null;
        var queued = outcome.Status == JobStatus.Queued;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        Demand(await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = {status}, failure_kind = {failure}, failures = {outcome.Failures}, last_error = {outcome.Reason},
                            failing_since = CASE WHEN {outcome.Failures} = 0 THEN NULL WHEN {job.IsFailing}
                                THEN coalesce(failing_since, clock_timestamp()) ELSE clock_timestamp() END,
                            next_attempt_at = CASE WHEN {queued} THEN clock_timestamp() + {outcome.Delay} ELSE next_attempt_at END,
                            takeovers = CASE WHEN {queued || outcome.Status == JobStatus.Parked} THEN 0 ELSE takeovers END,
                            hinted_at = NULL, lease_token = NULL, lease_until = NULL,
                            finished_at = CASE WHEN {queued} THEN NULL ELSE clock_timestamp() END
            WHERE id = {job.Id} AND lease_token = {job.LeaseToken} AND status = 'running'
            """,
            cancellationToken) > 0);
        return await CommitAsync(context, job, transaction.CommitAsync, work, cancellationToken);
    }

    private async Task<ClaimedJob?> CommitAsync(
        ZoomAspireContext context,
        ClaimedJob job,
        Func<CancellationToken, Task> commit,
        Func<CancellationToken, Task<Guid?>> work,
        CancellationToken cancellationToken)
    {
        var following = await work(cancellationToken);
        context.ChangeTracker.DetectChanges();
        Guid[] added = [.. context.ChangeTracker.Entries<Job>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity.Id)];
        await context.SaveChangesAsync(cancellationToken);
        var next = following is { } id ? await GoOnAsync(context, job, id, cancellationToken) : null;
        await commit(cancellationToken);
        await hints.SendAsync([.. added.Where(other => other != next?.Id)], cancellationToken);
        return next;
    }

    private async Task<IReadOnlyList<Guid>> ReadIdsAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)context.Database.GetDbConnection());
        command.Parameters.AddRange(Batches.Parameters(values));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private readonly record struct Outcome(
        JobStatus Status, TimeSpan Delay = default, FailureKind? Failure = null, string? Reason = null, int Failures = 0);
}

/// <summary>A kind of job for which this process has a handler.</summary>
/// <param name="Kind">The kind.</param>
internal sealed record HandledKind(JobKind Kind);

/// <summary>How much work waits.</summary>
/// <param name="Due">Jobs that could start now.</param>
/// <param name="OldestAgeSeconds">How long the oldest of them has been due.</param>
internal sealed record QueueDepth(int Due, double OldestAgeSeconds);
