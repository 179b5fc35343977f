using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

public sealed class JobClaimTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private QueueHost _worker = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _worker = QueueHost.Create(_database, QueueHost.NoRedis);
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Of_fifty_workers_that_claim_the_same_job_one_gets_it()
    {
        var job = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _worker.Store.ClaimAsync(job, default)));

        var claim = Assert.Single(claims.OfType<ClaimedJob>());
        Assert.Equal(1, claim.Attempts);
        Assert.Equal(claim.LeaseToken, (await QueueHost.JobAsync(_database, job)).LeaseToken);
    }

    [Fact]
    public async Task However_many_claim_at_once_a_tenant_has_no_more_running_than_its_cap()
    {
        var jobs = await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 10);
        await using var gate = _database.NewContext();
        await using var closed = await gate.Database.BeginTransactionAsync();
        await gate.Database.ExecuteSqlAsync($"SELECT 1 FROM jobs FOR UPDATE");

        // All of them have begun before any can take its job: none may act on what it saw before that.
        var claiming = jobs.Select(job => _worker.Store.ClaimAsync(job, default)).ToList();
        await Eventually.HoldsAsync(async () => await CountWaitingAsync() == jobs.Count, "all claims wait");
        await closed.CommitAsync();

        Assert.Equal(2, (await Task.WhenAll(claiming)).OfType<ClaimedJob>().Count());
    }

    [Fact]
    public async Task A_tenant_at_its_cap_holds_up_no_other()
    {
        var busy = await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 3);
        var other = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        foreach (var job in busy)
        {
            await _worker.Store.ClaimAsync(job, default);
        }

        Assert.NotNull(await _worker.Store.ClaimAsync(other, default));
    }

    [Fact]
    public async Task What_is_due_comes_one_job_of_each_tenant_before_the_second_of_any()
    {
        var loud = await QueueHost.AddTenantAsync(_database);
        await QueueHost.AddJobsAsync(_database, loud, 100);
        var quiet = await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1);

        var due = await _worker.Store.FindDueAsync(10, default);

        Assert.Equal(3, due.Count);
        Assert.Contains(quiet[0], due.Take(2));
    }

    [Fact]
    public async Task A_tenant_at_its_cap_gets_no_hints_until_a_job_of_its_ends()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var jobs = await QueueHost.AddJobsAsync(_database, tenant, 3);
        await ForgetHintsAsync();
        var first = await _worker.Store.ClaimAsync(jobs[0], default);
        await _worker.Store.ClaimAsync(jobs[1], default);

        Assert.Empty(await _worker.Store.TakeForHintsAsync(10, QueueHost.Fast.HintAgain, default));

        await CompleteAsync(first!);
        Assert.Equal([jobs[2]], await _worker.Store.TakeNextOfTenantAsync(tenant, default));
    }

    [Fact]
    public async Task Dispatchers_that_look_at_the_same_time_hint_at_different_jobs()
    {
        for (var tenant = 0; tenant < 20; tenant++)
        {
            await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1);
        }

        await ForgetHintsAsync();
        // However slow the machine is, nothing is hinted at again meanwhile.
        var rounds = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _worker.Store.TakeForHintsAsync(20, again: TimeSpan.FromMinutes(5), default)));

        var hinted = rounds.SelectMany(ids => ids).ToList();
        Assert.Equal(20, hinted.Count);
        Assert.Equal(20, hinted.Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_is_not_due_is_neither_found_nor_claimed()
    {
        var job = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await using (var context = _database.NewContext())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE jobs SET next_attempt_at = now() + interval '1 minute'");
        }

        Assert.Empty(await _worker.Store.FindDueAsync(10, default));
        Assert.Null(await _worker.Store.ClaimAsync(job, default));
    }

    [Fact]
    public async Task A_job_of_a_kind_without_a_handler_is_left_to_others()
    {
        var job = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1, JobKind.DeliverRecording));

        Assert.Null(await _worker.Store.ClaimAsync(job, default));
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_and_whoever_lost_it_can_finish_nothing()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenant, 1));
        var lost = await _worker.Store.ClaimAsync(id, default);
        await QueueHost.EndLeaseAsync(_database, id);
        Assert.Equal([id], await _worker.Store.FindDueAsync(10, default));

        var taken = await _worker.Store.ClaimAsync(id, default);

        Assert.Equal((2, 1), (taken!.Attempts, taken.Takeovers));
        Assert.False(await _worker.Store.ExtendAsync(lost!, default));
        await using var context = _database.NewContext();
        JobQueue.Add(context, JobKind.StageRecording, 7, tenant);
        await Assert.ThrowsAsync<LeaseLostException>(() => new JobLease(lost!, _worker.Store).SaveAsync(context, default));
        await Assert.ThrowsAsync<LeaseLostException>(() => new JobLease(lost!, _worker.Store).CompleteAsync(context, default));
        await _worker.Store.HandBackAsync(lost!, default);
        var job = await QueueHost.JobAsync(_database, id);
        Assert.Equal((JobStatus.Running, taken.LeaseToken), (job.Status, job.LeaseToken!.Value));
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task What_a_lost_worker_had_begun_goes_before_what_its_tenant_has_waiting()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var jobs = await QueueHost.AddJobsAsync(_database, tenant, 5);
        await using var worker = QueueHost.Create(_database, QueueHost.NoRedis, options => options.TenantConcurrency = 2);
        await worker.Store.ClaimAsync(jobs[3], default);
        await worker.Store.ClaimAsync(jobs[0], default);
        await QueueHost.EndLeaseAsync(_database, jobs[3]);
        await ForgetHintsAsync();

        Assert.Equal([jobs[3]], await worker.Store.FindDueAsync(10, default));
        Assert.Equal([jobs[3]], await worker.Store.TakeNextOfTenantAsync(tenant, default));
        // It has just been hinted at; a place that is free meanwhile is not left empty.
        Assert.Contains(Assert.Single(await worker.Store.TakeNextOfTenantAsync(tenant, default)), (Guid[])[jobs[1], jobs[2], jobs[4]]);
    }

    [Fact]
    public async Task A_row_that_somebody_holds_for_long_holds_up_nobody_elses_hint()
    {
        var held = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        var other = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await ForgetHintsAsync();
        await using var context = _database.NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM jobs WHERE id = {held} FOR UPDATE");

        Assert.Equal([other], await _worker.Store.TakeForHintsAsync(10, QueueHost.Fast.HintAgain, default).WaitAsync(TimeSpan.FromSeconds(30)));

        await transaction.RollbackAsync();
        Assert.Equal([held], await _worker.Store.TakeForHintsAsync(10, QueueHost.Fast.HintAgain, default));
    }

    [Fact]
    public async Task An_attempt_that_comes_to_an_end_forgets_the_workers_that_vanished_before()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await _worker.Store.ClaimAsync(id, default);
        await QueueHost.EndLeaseAsync(_database, id);
        var taken = await _worker.Store.ClaimAsync(id, default);
        Assert.Equal(1, taken!.Takeovers);

        await using var context = _database.NewContext();
        await _worker.Store.FailAsync(
            context, taken, new JobFailure(FailureKind.Transient, "."), new(JobStatus.Queued, TimeSpan.Zero), _ => Task.CompletedTask, default);

        Assert.Equal(0, (await _worker.Store.ClaimAsync(id, default))!.Takeovers);
    }

    [Fact]
    public async Task Completion_and_follow_up_jobs_are_saved_together_or_not_at_all()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenant, 1));
        var claim = await _worker.Store.ClaimAsync(id, default);
        await using var context = _database.NewContext();
        JobQueue.Add(context, JobKind.StageRecording, 7, tenantId: -1);

        await Assert.ThrowsAsync<DbUpdateException>(() => new JobLease(claim!, _worker.Store).CompleteAsync(context, default));

        Assert.Equal(JobStatus.Running, (await QueueHost.JobAsync(_database, id)).Status);
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task A_job_knows_since_when_it_fails_across_kinds_until_it_waits_for_its_user_or_succeeds()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await FailAsync(id, FailureKind.Transient);
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync($"UPDATE jobs SET failing_since = now() - interval '71 hours'");

        Assert.InRange((await FailAsync(id, FailureKind.RateLimited)).FailingFor.TotalHours, 70.9, 71.1);
        Assert.InRange((await FailAsync(id, FailureKind.Bug)).FailingFor.TotalHours, 70.9, 71.1);
        var parked = await FailAsync(id, FailureKind.NeedsReauth);
        Assert.InRange(parked.FailingFor.TotalHours, 70.9, 71.1);
        Assert.Equal(1, parked.FailuresWith(FailureKind.Transient));
        Assert.Equal(TimeSpan.Zero, (await FailAsync(id, FailureKind.Transient)).FailingFor);
        Assert.InRange((await FailAsync(id, FailureKind.Bug)).FailingFor.TotalHours, 0, 0.1);

        var last = await _worker.Store.ClaimAsync(id, default);
        await new JobLease(last!, _worker.Store).CompleteAsync(context, default);
        Assert.Null((await QueueHost.JobAsync(_database, id)).FailingSince);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("running")]
    public async Task The_time_in_which_no_worker_took_a_job_that_was_due_is_no_failing(string status)
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await FailAsync(id, FailureKind.Transient);
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE jobs SET status = {status}, failing_since = now() - interval '80 hours', next_attempt_at = now() - interval '78 hours',
                            lease_until = now() - interval '77 hours'
            """);

        var claimed = await _worker.Store.ClaimAsync(id, default);

        Assert.Equal(status == "queued" ? 2 : 3, claimed!.FailingFor.TotalHours, 0.1);
    }

    [Fact]
    public async Task What_is_postponed_uses_up_no_patience()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await FailAsync(id, FailureKind.Transient);
        await _worker.Store.PostponeAsync((await _worker.Store.ClaimAsync(id, default))!, TimeSpan.FromHours(2), default);

        var job = await QueueHost.JobAsync(_database, id);

        Assert.Equal(0, (job.NextAttemptAt - job.FailingSince!.Value).TotalMinutes, 1.0);
    }

    private async Task<ClaimedJob> FailAsync(Guid id, FailureKind kind)
    {
        var claim = await _worker.Store.ClaimAsync(id, default);
        await using var context = _database.NewContext();
        await _worker.Store.FailAsync(
            context, claim!, new JobFailure(kind, "."), new(JobStatus.Queued, TimeSpan.Zero), _ => Task.CompletedTask, default);
        return claim!;
    }

    [Fact]
    public async Task Failures_are_counted_by_their_kind()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        foreach (var (kind, expected) in new[] { (FailureKind.Transient, 1), (FailureKind.Transient, 2), (FailureKind.Bug, 1), (FailureKind.Bug, 2) })
        {
            var claim = await _worker.Store.ClaimAsync(id, default);
            await using var context = _database.NewContext();
            await _worker.Store.FailAsync(
                context, claim!, new JobFailure(kind, "."), new(JobStatus.Queued, TimeSpan.Zero), _ => Task.CompletedTask, default);

            Assert.Equal(expected, (await QueueHost.JobAsync(_database, id)).Failures);
        }
    }

    [Fact]
    public async Task However_many_ask_for_the_same_staging_at_once_there_is_one_job()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AddUnlessOpenAsync(7, tenant)));

        await using var check = _database.NewContext();
        Assert.Equal(7, (await check.Jobs.SingleAsync()).SubjectId);
    }

    [Fact]
    public async Task Work_left_to_a_job_that_ends_in_this_moment_is_not_lost()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var ending = await _worker.Store.ClaimAsync((await QueueHost.AddJobsAsync(_database, tenant, 1, JobKind.StageRecording))[0], default);
        var looked = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await using var context = _database.NewContext();
        var end = new JobLease(ending!, _worker.Store).CompleteAsync(
            context,
            async _ =>
            {
                looked.SetResult();
                await mayEnd.Task;
            },
            default);
        await looked.Task;

        var add = AddUnlessOpenAsync(0, tenant);
        await Eventually.HoldsAsync(async () => add.IsCompleted || await CountWaitingAsync() > 0, "the other waits");
        mayEnd.SetResult();
        await Task.WhenAll(end, add);

        await using var check = _database.NewContext();
        Assert.Equal([JobStatus.Done, JobStatus.Queued], await check.Jobs.OrderBy(job => job.CreatedAt).Select(job => job.Status).ToListAsync());
    }

    [Fact]
    public async Task A_dead_letter_is_not_replayed_beside_a_job_about_the_same_thing()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        for (var letter = 0; letter < 2; letter++)
        {
            await QueueHost.AddJobsAsync(_database, tenant, 1, JobKind.StageRecording);
            await using var bury = _database.NewContext();
            await bury.Database.ExecuteSqlAsync($"UPDATE jobs SET status = 'dead', finished_at = now()");
        }

        await using var context = _database.NewContext();
        var letters = new DeadLetters(context, _worker.Hints, _worker.Services.GetRequiredService<AuditLog>(), []);

        Assert.Equal(1, await letters.ReplayAllAsync(default));
        Assert.Equal(0, await letters.ReplayAllAsync(default));
    }

    private async Task AddUnlessOpenAsync(long subject, long tenant)
    {
        await using var context = _database.NewContext();
        await JobQueue.AddUnlessOpenAsync(context, JobKind.StageRecording, subject, tenant, null, default);
    }

    private async Task<int> CountWaitingAsync()
    {
        await using var context = _database.NewContext();
        return await context.Database.SqlQuery<int>(
            $"""
            SELECT count(*)::int AS "Value" FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """).SingleAsync();
    }

    private async Task ForgetHintsAsync()
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync($"UPDATE jobs SET hinted_at = NULL");
    }

    private async Task CompleteAsync(ClaimedJob job)
    {
        await using var context = _database.NewContext();
        await new JobLease(job, _worker.Store).CompleteAsync(context, default);
    }
}
