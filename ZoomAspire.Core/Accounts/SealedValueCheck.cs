using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Looks at the start, and then hourly, whether the settings hold every key that the database needs, and says in one line for each
/// which is missing and how many secrets need it. The service runs on for those whose secrets can be opened.
/// </summary>
internal sealed partial class SealedValueCheck(
    IServiceScopeFactory scopes, DatabaseReadiness readiness, SealedValueStatus status, TimeProvider time, ILogger<SealedValueCheck> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        while (true)
        {
            var counted = await TryCountAsync(stoppingToken);
            await Task.Delay(counted ? Interval : RetryDelay, time, stoppingToken);
        }
    }

    private async Task<bool> TryCountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SealedValues>().CountAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogNotCounted(exception.GetType().Name);
            return false;
        }

        foreach (var (key, count) in status.Missing)
        {
            LogMissing(key, count);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "TOKEN_ENCRYPTION_KEYS does not hold key \"{Key}\", which {Count} secrets in the database need: add it again after the first")]
    private partial void LogMissing(string key, long count);

    [LoggerMessage(LogLevel.Warning, "The secrets in the database could not be counted ({Reason})")]
    private partial void LogNotCounted(string reason);
}
