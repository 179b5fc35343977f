using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

public sealed class JobWorkerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private RedisServer _redis = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _redis = await RedisServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Two_workers_do_each_job_of_many_tenants_once()
    {
        var done = new System.Collections.Concurrent.ConcurrentQueue<Guid>();
        await using var one = await StartAsync((job, _, _) => Record(job));
        await using var other = await StartAsync((job, _, _) => Record(job));
        var jobs = new List<Guid>();
        for (var tenant = 0; tenant < 20; tenant++)
        {
            jobs.AddRange(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 10));
        }

        await one.Hints.SendAsync(jobs, default);

        await AllDoneAsync(jobs.Count);
        Assert.Equal(jobs.Order(), done.Order());

        Task Record(JobLease job)
        {
            done.Enqueue(job.Id);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_follow_up_job_runs_and_both_are_in_the_trace_of_what_caused_them()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "ZoomAspire" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        await using var worker = await StartAsync((job, context, _) =>
        {
            if (job.Kind == JobKind.FetchMeeting)
            {
                JobQueue.Add(context, JobKind.StageRecording, job.SubjectId, job.TenantId);
            }

            return Task.CompletedTask;
        });
        ActivityTraceId trace;
        using (var webhook = source.StartActivity("webhook"))
        {
            trace = webhook!.TraceId;
            await worker.Hints.SendAsync(
                await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1), default);
        }

        await AllDoneAsync(2);
        await Eventually.HoldsAsync(
            () => spans.Count(span => span.TraceId == trace && span.Source.Name == "ZoomAspire" && span.Kind == ActivityKind.Consumer) == 2,
            "both attempts belong to the trace of the webhook");
    }

    [Fact]
    public async Task After_a_flush_of_Redis_the_work_goes_on()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);
        var tenant = await QueueHost.AddTenantAsync(_database);
        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, tenant, 1), default);
        await AllDoneAsync(1);

        await Redis(worker).ExecuteAsync("FLUSHALL");

        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, tenant, 3), default);
        await AllDoneAsync(4);
    }

    [Fact]
    public async Task While_Redis_is_away_and_when_it_is_back_the_work_goes_on()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);
        var tenant = await QueueHost.AddTenantAsync(_database);
        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, tenant, 1), default);
        await AllDoneAsync(1);

        await _redis.StopAsync();
        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, tenant, 3), default);
        await AllDoneAsync(4);

        await _redis.RestartAsync();
        await Eventually.HoldsAsync(() => worker.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected, "Redis is back");
        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, tenant, 3), default);
        await AllDoneAsync(7);
    }

    [Fact]
    public async Task A_worker_that_never_saw_Redis_works()
    {
        await using var worker = await QueueHost.StartAsync(_database, QueueHost.NoRedis, (_, _, _) => Task.CompletedTask);

        await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 5);

        await AllDoneAsync(5);
    }

    [Fact]
    public async Task A_job_whose_hint_was_never_sent_is_found()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);

        await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1);

        await AllDoneAsync(1);
    }

    [Fact]
    public async Task Junk_in_the_stream_is_dropped_and_harms_nothing()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);
        var redis = Redis(worker);
        await redis.StreamAddAsync(RedisJobStream.Key, "id", "not a guid");
        await redis.StreamAddAsync(RedisJobStream.Key, "what", "ever");
        await redis.StreamAddAsync(RedisJobStream.Key, "id", Guid.NewGuid().ToString());

        await worker.Hints.SendAsync(
            await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1), default);

        await AllDoneAsync(1);
        await Eventually.HoldsAsync(
            async () => (await redis.StreamPendingAsync(RedisJobStream.Key, "workers")).PendingMessageCount == 0, "all is acknowledged");
    }

    [Fact]
    public async Task Hints_and_consumers_that_a_crash_left_behind_are_swept()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);
        var redis = Redis(worker);
        await Eventually.HoldsAsync(async () => await redis.KeyExistsAsync(RedisJobStream.Key), "the group exists");
        var job = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await redis.ExecuteAsync("XGROUP", "CREATECONSUMER", RedisJobStream.Key, "workers", "crashed");
        var entry = await redis.StreamAddAsync(RedisJobStream.Key, "id", job.ToString());
        await redis.ExecuteAsync("XCLAIM", RedisJobStream.Key, "workers", "crashed", "0", entry, "FORCE");

        await AllDoneAsync(1);
        await Eventually.HoldsAsync(
            async () => (await redis.StreamConsumerInfoAsync(RedisJobStream.Key, "workers")).All(consumer => consumer.Name != "crashed"),
            "the vanished consumer is gone, and its entry with it");
    }

    [Fact]
    public async Task A_transient_failure_is_retried_until_it_works()
    {
        await using var worker = await StartAsync((job, _, _) =>
            job.Attempts < 3 ? throw new JobFailedException(FailureKind.RateLimited, "Wait.", TimeSpan.FromMilliseconds(10)) : Task.CompletedTask);

        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        var job = await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
        Assert.Equal(3, job.Attempts);
        Assert.Empty(worker.Script.Stopped);
    }

    [Fact]
    public async Task A_permanent_failure_makes_a_dead_letter_that_can_be_replayed()
    {
        var broken = true;
        await using var worker = await StartAsync((_, _, _) =>
            broken ? throw new JobFailedException(FailureKind.Permanent, "Zoom refuses.") : Task.CompletedTask);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        var dead = await QueueHost.JobWithAsync(_database, id, JobStatus.Dead);
        Assert.Equal((FailureKind.Permanent, "Zoom refuses.", 1), (dead.FailureKind, dead.LastError, dead.Attempts));
        Assert.Equal(JobStatus.Dead, Assert.Single(worker.Script.Stopped).Status);

        broken = false;
        await using var scope = worker.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<DeadLetters>().ReplayAllAsync(default));

        await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
    }

    [Fact]
    public async Task Where_the_database_fails_while_a_failure_is_settled_those_who_wait_are_told_by_the_next_attempt()
    {
        await using var worker = await StartAsync((_, _, _) => throw new JobFailedException(FailureKind.Permanent, "Zoom refuses."));
        var times = 0;
        worker.Script.Stop = () => _ = times++ == 0 ? throw new NpgsqlException("broken") : 0;
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        await QueueHost.JobWithAsync(_database, id, JobStatus.Dead);
        Assert.Equal((2, JobStatus.Dead), (times, Assert.Single(worker.Script.Stopped).Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_cannot_be_settled_goes_on_when_the_database_answers_and_not_only_when_its_lease_has_run_out(bool fails)
    {
        await using var worker = await StartAsync((job, _, _) =>
            fails && job.Attempts == 1 ? throw new JobFailedException(FailureKind.RateLimited, "Wait.") : Task.CompletedTask);
        await RefuseToSettleAsync();
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await RefusedAsync();

        await SettleAgainAsync();

        var job = await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
        Assert.Equal((2, 0), (job.Attempts, job.Takeovers));
    }

    [Fact]
    public async Task A_service_that_stops_while_the_database_is_away_leaves_nothing_to_its_leases_once_it_is_back()
    {
        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);
        await RefuseToSettleAsync();
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await RefusedAsync();

        var stopping = worker.StopAsync();
        await SettleAgainAsync();
        await stopping;

        var job = await QueueHost.JobAsync(_database, id);
        Assert.Equal((JobStatus.Queued, null, 1), (job.Status, job.LeaseUntil, job.Attempts));
    }

    [Fact]
    public async Task A_handler_that_cannot_even_stop_holds_no_job_open()
    {
        await using var worker = await StartAsync((_, _, _) => throw new JobFailedException(FailureKind.Permanent, "Zoom refuses."));
        worker.Script.Stop = () => throw new InvalidOperationException("a mistake of ours");

        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        await QueueHost.JobWithAsync(_database, id, JobStatus.Dead);
    }

    [Fact]
    public async Task What_an_unexpected_exception_says_stays_out_of_the_job()
    {
        await using var worker = await StartAsync((_, _, _) => throw new InvalidOperationException("secret"));

        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        var job = await Eventually.GetAsync(
            async () => await QueueHost.JobAsync(_database, id) is { LastError: not null } failed ? failed : null, "the attempt failed");
        Assert.Equal((FailureKind.Bug, "Unexpected InvalidOperationException."), (job.FailureKind, job.LastError));
    }

    [Fact]
    public async Task A_dead_link_parks_the_job()
    {
        await using var worker = await StartAsync((_, _, _) => throw new JobFailedException(FailureKind.NeedsReauth, "The link is dead."));

        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        await QueueHost.JobWithAsync(_database, id, JobStatus.Parked);
    }

    [Fact]
    public async Task A_job_that_takes_its_worker_down_again_and_again_ends_as_a_dead_letter()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));
        await using (var idle = QueueHost.Create(_database, QueueHost.NoRedis))
        {
            for (var crash = 0; crash < 12; crash++)
            {
                Assert.NotNull(await idle.Store.ClaimAsync(id, default));
                await QueueHost.EndLeaseAsync(_database, id, longAgo: true);
            }
        }

        await using var worker = await StartAsync((_, _, _) => Task.CompletedTask);

        await QueueHost.JobWithAsync(_database, id, JobStatus.Dead);
        Assert.Empty(worker.Script.Handled);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_is_called_off()
    {
        var calledOff = new TaskCompletionSource();
        await using var worker = await StartAsync(async (job, _, cancellationToken) =>
        {
            if (job.Attempts == 1)
            {
                await using var context = _database.NewContext();
                await context.Database.ExecuteSqlAsync($"UPDATE jobs SET lease_token = gen_random_uuid() WHERE id = {job.Id}", cancellationToken);
                cancellationToken.Register(calledOff.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        });

        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 1));

        await calledOff.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var job = await QueueHost.JobAsync(_database, id);
        Assert.Equal((JobStatus.Running, 1), (job.Status, job.Attempts));
    }

    [Fact]
    public async Task On_shutdown_running_jobs_may_finish_and_the_rest_is_handed_back_unattempted()
    {
        var started = new SemaphoreSlim(0);
        var mayFinish = new TaskCompletionSource();
        var tenant = await QueueHost.AddTenantAsync(_database);
        var patient = QueueHost.Fast with { ShutdownGrace = TimeSpan.FromSeconds(5) };
        await using var worker = await QueueHost.StartAsync(
            _database,
            _redis.ConnectionString,
            async (job, _, cancellationToken) =>
            {
                started.Release();
                await (job.SubjectId == 0 ? mayFinish.Task : Task.Delay(Timeout.Infinite, cancellationToken)).WaitAsync(cancellationToken);
            },
            timings: patient);
        var jobs = await QueueHost.AddJobsAsync(_database, tenant, 2);
        await started.WaitAsync();
        await started.WaitAsync();

        var stopping = worker.StopAsync();
        mayFinish.SetResult();
        await stopping;

        Assert.Equal(JobStatus.Done, (await QueueHost.JobAsync(_database, jobs[0])).Status);
        var handedBack = await QueueHost.JobAsync(_database, jobs[1]);
        Assert.Equal((JobStatus.Queued, 0, null), (handedBack.Status, handedBack.Attempts, handedBack.LeaseToken));
    }

    [Fact]
    public async Task When_a_job_ends_the_next_of_its_tenant_follows_at_once()
    {
        var slow = QueueHost.Fast with { HintAgain = TimeSpan.FromHours(1), Dispatch = TimeSpan.FromHours(1) };
        await using var worker = await QueueHost.StartAsync(_database, _redis.ConnectionString, (_, _, _) => Task.CompletedTask, timings: slow);
        await Eventually.HoldsAsync(() => worker.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected, "Redis answers");
        var jobs = await QueueHost.AddJobsAsync(_database, await QueueHost.AddTenantAsync(_database), 10);
        await using (var context = _database.NewContext())
        {
            // Their hints are used up.
            await context.Database.ExecuteSqlAsync($"UPDATE jobs SET hinted_at = NULL");
        }

        await worker.Hints.SendAsync([jobs[0]], default);

        await AllDoneAsync(10);
    }

    private static IDatabase Redis(QueueHost worker) => worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private Task<QueueHost> StartAsync(Func<JobLease, ZoomAspireContext, CancellationToken, Task> handle) =>
        QueueHost.StartAsync(_database, _redis.ConnectionString, handle);

    // The database claims jobs and extends leases, and has trouble with everything that ends an attempt.
    private async Task RefuseToSettleAsync()
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync(
            $"""
            CREATE SEQUENCE refusals;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM nextval(''refusals''); RAISE EXCEPTION USING ERRCODE = ''cannot_connect_now''; END';
            CREATE TRIGGER refusal BEFORE UPDATE ON jobs FOR EACH ROW
                WHEN (OLD.status = 'running' AND NEW.status <> 'running') EXECUTE FUNCTION refuse();
            """);
    }

    private Task RefusedAsync() => Eventually.HoldsAsync(
        async () =>
        {
            await using var context = _database.NewContext();
            return await context.Database.SqlQuery<bool>($"SELECT is_called AS \"Value\" FROM refusals").SingleAsync();
        },
        "the end of an attempt could not be stored");

    private async Task SettleAgainAsync()
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync($"DROP TRIGGER refusal ON jobs");
    }

    private Task AllDoneAsync(int count) => Eventually.HoldsAsync(
        async () =>
        {
            await using var context = _database.NewContext();
            return await context.Jobs.CountAsync(job => job.Status == JobStatus.Done) == count;
        },
        $"{count} jobs are done");
}
