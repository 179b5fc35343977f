using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Data;

/// <summary>
/// Brings the schema up to date when a service starts, and keeps trying while the database is away: the service listens
/// meanwhile and says so on <c>/health</c>. Several services may do this at once: one does it, the others wait.
/// </summary>
internal sealed partial class DatabaseMigrator(
    IServiceScopeFactory scopes, DatabaseReadiness readiness, TimeProvider time, ILogger<DatabaseMigrator> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Brings a schema up to date, one service after the other. EF Core's own lock ends with the first migration of several
    /// (it lasts as long as the transaction in which it was taken); ours lasts as long as the session.
    /// </summary>
    internal static async Task MigrateAsync(ZoomAspireContext context, CancellationToken cancellationToken)
    {
        var creator = (IRelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            await creator.CreateAsync(cancellationToken);
        }

        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtext('zoomaspire migrations'))", cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await UnlockAsync(context);
        }
    }

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
            await MigrateAsync(scope.ServiceProvider.GetRequiredService<ZoomAspireContext>(), cancellationToken);
            LogMigrated();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.Message);
            return false;
        }
    }

    // The connection goes back to its pool, where a lock would outlive us; a broken one has taken the lock with it.
    private static async Task UnlockAsync(ZoomAspireContext context)
    {
        try
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock_all()", CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            // Why migrating failed is what the caller needs to know.
        }

        await context.Database.CloseConnectionAsync();
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
