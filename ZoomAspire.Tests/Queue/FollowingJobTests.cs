using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>A job that a worker goes on with at once, without a hint and another claim.</summary>
public sealed class FollowingJobTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private QueueHost _worker = null!;
    private long _tenant;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _worker = QueueHost.Create(_database, QueueHost.NoRedis, options => options.TenantConcurrency = 1);
        _tenant = await QueueHost.AddTenantAsync(_database);
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task It_has_the_place_that_the_one_before_it_leaves_and_nobody_else_gets_either()
    {
        var waiting = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1));
        var (before, lease) = await BeginAsync(_tenant);

        var following = await CompleteAsync(lease, _tenant);

        Assert.Equal(following, lease.Next!.Id);
        Assert.Equal((JobStatus.Done, JobStatus.Running), (await StatusAsync(before), await StatusAsync(following)));
        Assert.Equal((1, 0, JobKind.StageRecording), (lease.Next.Attempts, lease.Next.Takeovers, lease.Next.Kind));
        Assert.Null(await _worker.Store.ClaimAsync(following, default));
        Assert.Null(await _worker.Store.ClaimAsync(waiting, default));
    }

    [Fact]
    public async Task When_its_worker_is_lost_another_takes_it_over()
    {
        var (_, lease) = await BeginAsync(_tenant);
        var following = await CompleteAsync(lease, _tenant);

        await QueueHost.EndLeaseAsync(_database, following);

        Assert.Equal([following], await _worker.Store.FindDueAsync(10, default));
        Assert.Equal((2, 1), (await _worker.Store.ClaimAsync(following, default)) is { } taken ? (taken.Attempts, taken.Takeovers) : default);
        await using var context = _database.NewContext();
        await Assert.ThrowsAsync<LeaseLostException>(() => new JobLease(lease.Next!, _worker.Store).CompleteAsync(context, default));
    }

    [Fact]
    public async Task One_that_is_not_committed_is_nobodys()
    {
        var (before, lease) = await BeginAsync(_tenant);
        await using var context = _database.NewContext();

        await Assert.ThrowsAsync<InvalidOperationException>(() => lease.CompleteAsync(
            context,
            _ =>
            {
                lease.GoOnWith(JobQueue.Add(context, JobKind.StageRecording, 7, _tenant).Id);
                throw new InvalidOperationException();
            },
            default));

        Assert.Null(lease.Next);
        Assert.Equal(JobStatus.Running, await StatusAsync(before));
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task Another_tenants_job_and_one_of_a_kind_without_a_handler_wait_for_their_claims()
    {
        var other = await QueueHost.AddTenantAsync(_database);
        var (_, lease) = await BeginAsync(_tenant);
        var theirs = await CompleteAsync(lease, other);
        Assert.Null(lease.Next);
        Assert.Equal(JobStatus.Queued, await StatusAsync(theirs));

        (_, lease) = await BeginAsync(_tenant);
        var unknown = await CompleteAsync(lease, _tenant, JobKind.DeliverRecording);
        Assert.Null(lease.Next);
        Assert.Equal(JobStatus.Queued, await StatusAsync(unknown));
    }

    [Fact]
    public async Task A_service_that_is_being_stopped_leaves_it_to_others()
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1));
        using var stop = new CancellationTokenSource();
        var lease = new JobLease((await _worker.Store.ClaimAsync(id, default))!, _worker.Store, stop.Token);
        await stop.CancelAsync();

        var following = await CompleteAsync(lease, _tenant);

        Assert.Null(lease.Next);
        Assert.NotNull(await _worker.Store.ClaimAsync(following, default));
    }

    [Fact]
    public async Task A_worker_goes_on_with_it_though_nobody_tells_it_to()
    {
        // Nobody looks for work after the first.
        var timings = QueueHost.Fast with { Dispatch = TimeSpan.FromSeconds(1), HintAgain = TimeSpan.FromHours(1) };
        var seen = new List<string?>();
        await using var worker = await QueueHost.StartAsync(
            _database,
            QueueHost.NoRedis,
            async (job, context, token) =>
            {
                seen.Add($"{job.Kind} {await RunningAsync(token)}");
                if (job.Kind == JobKind.FetchMeeting)
                {
                    job.GoOnWith(JobQueue.Add(context, JobKind.StageRecording, job.SubjectId, job.TenantId).Id);
                    JobQueue.Add(context, JobKind.FetchMeeting, 99, job.TenantId);
                    await job.CompleteAsync(context, token);
                    // From here on only what has been begun is done.
                    await context.Database.ExecuteSqlAsync($"UPDATE jobs SET next_attempt_at = 'infinity' WHERE status = 'queued'", token);
                }
            },
            options => options.TenantConcurrency = 1,
            timings);

        await QueueHost.AddJobsAsync(_database, _tenant, 1);

        await Eventually.HoldsAsync(async () => await DoneAsync() == 2, "both are done");
        Assert.Equal(["FetchMeeting 1", "StageRecording 1"], seen);
    }

    [Fact]
    public async Task A_due_job_that_the_cap_keeps_back_is_hinted_at_when_a_place_is_free_and_others_are_not_hinted_at_twice()
    {
        var jobs = await QueueHost.AddJobsAsync(_database, _tenant, 3);
        var first = await _worker.Store.ClaimAsync(jobs[0], default);
        // The hint of one is used up, that of the other is under way.
        Assert.Null(await _worker.Store.ClaimAsync(jobs[2], default));

        await using var context = _database.NewContext();
        await new JobLease(first!, _worker.Store).CompleteAsync(context, default);

        Assert.Equal([jobs[2]], await _worker.Store.TakeNextOfTenantAsync(_tenant, default));
        Assert.Empty(await _worker.Store.TakeNextOfTenantAsync(_tenant, default));
    }

    [Fact]
    public async Task Hints_that_nobody_has_read_yet_are_not_given_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var worker = QueueHost.Create(_database, redis.ConnectionString);
        var stream = worker.Services.GetRequiredService<RedisJobStream>();
        Assert.False(await stream.IsBehindAsync());
        await stream.ReadAsync(1);
        Assert.False(await stream.IsBehindAsync());

        await worker.Hints.SendAsync(await QueueHost.AddJobsAsync(_database, _tenant, 2), default);
        Assert.True(await stream.IsBehindAsync());
        Assert.Equal(2, (await stream.ReadAsync(5)).Count);
        Assert.False(await stream.IsBehindAsync());
    }

    private async Task<(Guid Id, JobLease Lease)> BeginAsync(long tenant)
    {
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenant, 1));
        return (id, new JobLease((await _worker.Store.ClaimAsync(id, default))!, _worker.Store));
    }

    private async Task<Guid> CompleteAsync(JobLease lease, long followersTenant, JobKind kind = JobKind.StageRecording)
    {
        await using var context = _database.NewContext();
        var following = JobQueue.Add(context, kind, 7, followersTenant).Id;
        lease.GoOnWith(following);
        await lease.CompleteAsync(context, default);
        return following;
    }

    private async Task<JobStatus> StatusAsync(Guid id) => (await QueueHost.JobAsync(_database, id)).Status;

    private async Task<int> RunningAsync(CancellationToken cancellationToken)
    {
        await using var context = _database.NewContext();
        return await context.Jobs.CountAsync(job => job.Status == JobStatus.Running, cancellationToken);
    }

    private async Task<int> DoneAsync()
    {
        await using var context = _database.NewContext();
        return await context.Jobs.CountAsync(job => job.Status == JobStatus.Done);
    }
}
