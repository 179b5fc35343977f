using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Media;

/// <summary>Makes the bucket when a service starts, and keeps trying while the store is away.</summary>
internal sealed partial class MediaBucket(MediaStore store, TimeProvider time, ILogger<MediaBucket> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(stoppingToken))
        {
            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.EnsureBucketAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bucket for media cannot be made or reached yet ({Reason})")]
    private partial void LogFailed(string reason);
}

/// <summary>Whether the media store answers.</summary>
internal sealed class MediaHealth(MediaStore store) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await store.IsReachableAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, "The media store does not answer.");
}
