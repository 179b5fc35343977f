using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Data;

/// <summary>
/// Brings the schema up to date when a service starts, and keeps trying while the database is away: the service listens
/// meanwhile and says so on <c>/health</c>. Several services may do this at once, EF Core locks its history table.
/// </summary>
internal sealed partial class DatabaseMigrator(
    IServiceScopeFactory scopes, DatabaseReadiness readiness, TimeProvider time, ILogger<DatabaseMigrator> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryMigrateAsync(stoppingToken))
        {
            await Task.Delay(RetryDelay, time, stoppingToken);
        }

        readiness.MarkReady();
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.MigrateAsync(cancellationToken);
            LogMigrated();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The database schema is up to date")]
    private partial void LogMigrated();

    [LoggerMessage(LogLevel.Warning, "The database cannot be brought up to date yet: {Reason}")]
    private partial void LogFailed(string reason);
}

/// <summary>Whether the schema has been brought up to date; work that needs the database waits for it.</summary>
public sealed class DatabaseReadiness : IHealthCheck
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the schema is up to date.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_ready.Task.IsCompleted
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The database schema is not up to date yet."));

    internal void MarkReady() => _ready.TrySetResult();
}
