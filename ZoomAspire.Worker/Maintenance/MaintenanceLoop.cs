using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Worker.Maintenance;

/// <summary>
/// Runs the maintenance tasks, each on its own beat. A lock in the database (released with its session, so also by a crash)
/// keeps a second replica from doing the same at the same time.
/// </summary>
internal sealed partial class MaintenanceLoop(
    IEnumerable<MaintenanceTask> tasks,
    IServiceScopeFactory scopes,
    DatabaseReadiness readiness,
    TimeProvider time,
    ILogger<MaintenanceLoop> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        await Task.WhenAll(tasks.Select(task => RepeatAsync(task, stoppingToken)));
    }

    private async Task RepeatAsync(MaintenanceTask task, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(task, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, task.Name);
            }

            await Task.Delay(task.Interval, time, stoppingToken);
        }
    }

    private async Task RunAsync(MaintenanceTask task, CancellationToken cancellationToken)
    {
        await using var lockScope = scopes.CreateAsyncScope();
        var database = lockScope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database;
        await database.OpenConnectionAsync(cancellationToken);
        var isMine = await database
            .SqlQuery<bool>($"SELECT pg_try_advisory_lock(hashtext({"maintenance " + task.Name})) AS \"Value\"")
            .SingleAsync(cancellationToken);
        if (!isMine)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await task.RunAsync(scope.ServiceProvider, cancellationToken);
        }
        finally
        {
            // The connection goes back to its pool, where a lock would outlive us.
            await database.ExecuteSqlAsync($"SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The maintenance task {Task} failed and is repeated later")]
    private partial void LogFailed(Exception exception, string task);
}
