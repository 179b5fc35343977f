using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using ZoomAspire.Core.Queue;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Queue;

/// <summary>
/// While a new version is rolled out, workers of both work side by side on one database and one stream: each does what it knows and leaves
/// the rest to the other. The older one here has no handler for <see cref="JobKind.StageRecording"/>.
/// </summary>
public sealed class TwoVersionsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private RedisServer _redis = null!;
    private long _tenant;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _redis = await RedisServer.StartAsync();
        _tenant = await QueueHost.AddTenantAsync(_database);
    }

    public async Task DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Each_does_what_it_knows_once_and_what_only_the_newer_one_knows_is_the_newer_ones()
    {
        await using var older = await StartAsync(JobKind.FetchMeeting);
        await using var newer = await StartAsync(JobKind.FetchMeeting, JobKind.StageRecording);
        var known = await QueueHost.AddJobsAsync(_database, _tenant, 20);
        var unknown = await QueueHost.AddJobsAsync(_database, _tenant, 20, JobKind.StageRecording);

        // Interleaved, so that the older one takes hints at what it does not know.
        await newer.Hints.SendAsync([.. known.Zip(unknown).SelectMany(pair => (Guid[])[pair.First, pair.Second])], default);

        await DoneAsync(40);
        Assert.Equal(known.Concat(unknown).Order(), older.Script.Handled.Concat(newer.Script.Handled).Order());
        Assert.Empty(older.Script.Handled.Intersect(unknown));
        await using var context = _database.NewContext();
        Assert.Equal([1], await context.Jobs.Select(job => job.Attempts).Distinct().ToListAsync());
    }

    [Fact]
    public async Task Work_that_a_newer_worker_lost_waits_for_a_newer_one_and_holds_up_nobody()
    {
        var lost = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1, JobKind.StageRecording));
        await using (var dead = QueueHost.Create(_database, QueueHost.NoRedis))
        {
            Assert.NotNull(await dead.Store.ClaimAsync(lost, default));
        }

        await QueueHost.EndLeaseAsync(_database, lost);
        await using var older = await StartAsync(JobKind.FetchMeeting);
        var known = await QueueHost.AddJobsAsync(_database, _tenant, 5);
        await Eventually.HoldsAsync(() => older.Script.Handled.Count == known.Count, "the older one has done what it knows");
        Assert.Equal(JobStatus.Running, (await QueueHost.JobAsync(_database, lost)).Status);

        await using var newer = await StartAsync(JobKind.FetchMeeting, JobKind.StageRecording);

        await QueueHost.JobWithAsync(_database, lost, JobStatus.Done);
        Assert.Equal([lost], newer.Script.Handled);
    }

    [Fact]
    public async Task Entries_that_say_more_than_this_version_knows_are_hints_all_the_same()
    {
        var slow = QueueHost.Fast with { HintAgain = TimeSpan.FromHours(1), Dispatch = TimeSpan.FromHours(1) };
        await using var older = await QueueHost.StartAsync(
            _database, _redis.ConnectionString, (_, _, _) => Task.CompletedTask, timings: slow, kinds: JobKind.FetchMeeting);
        var redis = older.Services.GetRequiredService<IConnectionMultiplexer>();
        await Eventually.HoldsAsync(() => redis.IsConnected, "Redis answers");
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1));

        await redis.GetDatabase().StreamAddAsync(RedisJobStream.Key, [new("schema", "2"), new("id", $"{id}"), new("of_the_future", "x")]);

        await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
    }

    [Fact]
    public async Task A_row_with_a_value_of_the_future_makes_no_dead_letter_and_is_gone_on_with_by_who_knows_it()
    {
        await using var context = _database.NewContext();
        await context.Database.ExecuteSqlAsync(
            $"INSERT INTO destinations (user_id, chat_id, kind, state, created_at) VALUES ({_tenant}, 1, 'of_the_future', 'active', now())");
        await using var older = await QueueHost.StartAsync(
            _database,
            _redis.ConnectionString,
            (_, own, cancellationToken) => own.Destinations.ToListAsync(cancellationToken),
            kinds: JobKind.FetchMeeting);
        var id = Assert.Single(await QueueHost.AddJobsAsync(_database, _tenant, 1));

        for (var failures = 1; failures <= 6; failures++)
        {
            var attempts = failures;
            await Eventually.HoldsAsync(
                async () => await QueueHost.JobAsync(_database, id) is { Status: JobStatus.Queued, FailureKind: FailureKind.Transient } job &&
                    job.Attempts == attempts,
                "it has failed in passing");
            if (failures == 6)
            {
                // As far as the job goes, a worker that knows the value.
                await context.Database.ExecuteSqlAsync($"UPDATE destinations SET kind = 'private'");
            }

            await context.Database.ExecuteSqlAsync($"UPDATE jobs SET next_attempt_at = now(), hinted_at = NULL WHERE id = {id}");
        }

        await QueueHost.JobWithAsync(_database, id, JobStatus.Done);
    }

    private Task<QueueHost> StartAsync(params JobKind[] kinds) =>
        QueueHost.StartAsync(_database, _redis.ConnectionString, (_, _, _) => Task.CompletedTask, kinds: kinds);

    private Task DoneAsync(int count) => Eventually.HoldsAsync(
        async () =>
        {
            await using var context = _database.NewContext();
            return await context.Jobs.CountAsync(job => job.Status == JobStatus.Done) == count;
        },
        $"{count} jobs are done");
}
