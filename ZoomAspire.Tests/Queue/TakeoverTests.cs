using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>
/// With the timings of production: what a dead worker had begun is begun again by another when its lease has ended, and not before. The time
/// of a lease is the database's, so the test lets it pass there.
/// </summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(45);
    private static readonly QueueTimings Timings = new();

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
    public async Task A_dead_workers_job_is_anothers_when_the_lease_ends_and_not_before()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenant, 1));
        await using var dead = QueueHost.Create(_database, QueueHost.NoRedis, timings: Timings);
        var lost = await dead.Store.ClaimAsync(id, default);
        Assert.NotNull(lost);
        Assert.InRange(await LeftAsync(id), Timings.Lease - TimeSpan.FromSeconds(20), Timings.Lease);
        await using var living = await QueueHost.StartAsync(_database, _redis.ConnectionString, (_, _, _) => Task.CompletedTask, timings: Timings);

        // Nearly at its end: to nobody is it due.
        await LetPassAsync(id, await LeftAsync(id) - TimeSpan.FromSeconds(15));
        Assert.Empty(await living.Store.FindDueAsync(10, default));
        Assert.Empty(await living.Store.TakeForHintsAsync(10, QueueHost.Fast.HintAgain, default));
        Assert.Null(await living.Store.ClaimAsync(id, default));
        Assert.Empty(living.Script.Handled);

        // A heartbeat begins it anew.
        Assert.True(await dead.Store.ExtendAsync(lost, default));
        Assert.InRange(await LeftAsync(id), Timings.Lease - TimeSpan.FromSeconds(20), Timings.Lease);

        await LetPassAsync(id, Timings.Lease);
        await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
        Assert.Equal([id], living.Script.Handled);
        Assert.False(await dead.Store.ExtendAsync(lost, default));
        Assert.Equal((2, 1), await CountsAsync(id));
    }

    [Fact]
    public async Task A_job_that_loses_one_worker_after_another_waits_longer_each_time_and_is_given_up_in_the_end()
    {
        var tenant = await QueueHost.AddTenantAsync(_database);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, tenant, 1));
        await using var worker = QueueHost.Create(_database, QueueHost.NoRedis, timings: Timings);
        Assert.NotNull(await worker.Store.ClaimAsync(id, default));
        TimeSpan waited = default, all = default;
        for (var takeover = 1; takeover <= 11; takeover++)
        {
            waited = await WaitForTakeoverAsync(worker, id);
            all += waited;
            Assert.True(takeover > 2 ? waited > TimeSpan.Zero : waited == TimeSpan.Zero, $"{waited} before takeover {takeover}");
        }

        Assert.Equal(TimeSpan.FromMinutes(10), waited);
        Assert.InRange(all, TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(45));
        await LetPassAsync(id, Timings.Lease + TimeSpan.FromMinutes(10));
        await using var last = await QueueHost.StartAsync(_database, _redis.ConnectionString, (_, _, _) => Task.CompletedTask, timings: Timings);
        await QueueHost.JobWithAsync(_database, id, JobStatus.Dead);
        Assert.Empty(last.Script.Handled);
    }

    // How long after the end of its lease it can be claimed, as 5 s, 10 s, … pass.
    private async Task<TimeSpan> WaitForTakeoverAsync(QueueHost worker, Guid id)
    {
        await LetPassAsync(id, await LeftAsync(id) + TimeSpan.FromSeconds(1));
        var waited = TimeSpan.Zero;
        for (var step = TimeSpan.FromSeconds(5); await worker.Store.ClaimAsync(id, default) is null; step = waited)
        {
            Assert.Empty(await worker.Store.FindDueAsync(10, default));
            Assert.True(waited < TimeSpan.FromMinutes(10), "It is never taken over.");
            step = waited + step > TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(10) - waited : step;
            await LetPassAsync(id, step);
            waited += step;
        }

        return waited;
    }

    [Fact]
    public void A_lease_and_a_look_of_the_dispatcher_are_over_within_what_is_promised() =>
        // It may just have looked when the lease ends, and looking takes a moment.
        Assert.True(Timings.Lease + (2 * Timings.Dispatch) < Promised);

    private async Task<TimeSpan> LeftAsync(Guid id)
    {
        await using var context = _database.NewContext();
        return (await context.Database.SqlQuery<TimeSpan>($"""SELECT lease_until - clock_timestamp() AS "Value" FROM jobs WHERE id = {id}""").ToListAsync()).Single();
    }

    private async Task LetPassAsync(Guid id, TimeSpan time)
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync($"UPDATE jobs SET lease_until = lease_until - {time}, hinted_at = hinted_at - {time} WHERE id = {id}");
    }

    private async Task<(int Attempts, int Takeovers)> CountsAsync(Guid id)
    {
        var job = await QueueHost.JobAsync(_database, id);
        return (job.Attempts, job.Takeovers);
    }
}
