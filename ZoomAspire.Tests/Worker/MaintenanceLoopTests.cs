using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Core.Data;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Worker.Maintenance;

namespace ZoomAspire.Tests.Worker;

public sealed class MaintenanceLoopTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Of_several_replicas_one_at_a_time_does_a_task()
    {
        int running = 0, overlaps = 0, runs = 0;
        var task = new MaintenanceTask("test", TimeSpan.FromMilliseconds(1), async (_, token) =>
        {
            overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
            try
            {
                await Task.Delay(5, token);
                Interlocked.Increment(ref runs);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });

        await WithReplicasAsync(4, task, () => Eventually.HoldsAsync(() => runs >= 40, "the task has run often"));

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task A_task_that_fails_runs_again_and_holds_up_no_other()
    {
        int failures = 0, others = 0;
        var failing = new MaintenanceTask("failing", TimeSpan.FromMilliseconds(1), (_, _) =>
        {
            Interlocked.Increment(ref failures);
            throw new InvalidOperationException("no");
        });
        var other = new MaintenanceTask("other", TimeSpan.FromMilliseconds(1), (_, _) =>
        {
            Interlocked.Increment(ref others);
            return Task.CompletedTask;
        });

        await WithReplicasAsync(1, [failing, other], () => Eventually.HoldsAsync(() => failures > 3 && others > 3, "both go on"));
    }

    private Task WithReplicasAsync(int count, MaintenanceTask task, Func<Task> act) => WithReplicasAsync(count, [task], act);

    private async Task WithReplicasAsync(int count, MaintenanceTask[] tasks, Func<Task> act)
    {
        await using var services = new ServiceCollection()
            .AddDbContext<ZoomAspireContext>(options => options.UseNpgsql(_database.ConnectionString))
            .BuildServiceProvider();
        var readiness = new DatabaseReadiness();
        readiness.MarkReady();
        var loops = Enumerable.Range(0, count)
            .Select(_ => new MaintenanceLoop(
                tasks,
                services.GetRequiredService<IServiceScopeFactory>(),
                readiness,
                TimeProvider.System,
                NullLogger<MaintenanceLoop>.Instance))
            .ToList();
        foreach (var loop in loops)
        {
            await loop.StartAsync(default);
        }

        await act();
        foreach (var loop in loops)
        {
            await loop.StopAsync(default);
            loop.Dispose();
        }
    }
}
