using System.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ZoomAspire.Core.Queue;

/// <summary>Tells the workers about jobs that were committed. A hint saves time and nothing else: the dispatcher finds what got none.</summary>
/// <param name="redis">Where the stream is.</param>
/// <param name="time">Bounds the attempt.</param>
/// <param name="logger">Told of hints that were not sent.</param>
public sealed partial class JobHints(IConnectionMultiplexer redis, TimeProvider time, ILogger<JobHints> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // A quiet process sends nothing by which it would notice that the stream works again.
    private static readonly TimeSpan Distrust = TimeSpan.FromSeconds(10);

    private long _failedAt;

    /// <summary>Whether hints of this process did not get through a moment ago: the workers must look for themselves.</summary>
    internal bool HaveFailed => Volatile.Read(ref _failedAt) is not 0 and var failedAt && time.GetElapsedTime(failedAt) < Distrust;

    /// <summary>
    /// Hints at jobs after their commit. Takes a second at most and never fails: without Redis the jobs wait for the
    /// dispatcher.
    /// </summary>
    /// <param name="jobIds">Ids of committed jobs.</param>
    /// <param name="cancellationToken">Gives up; the jobs are found by the dispatcher.</param>
    public async Task SendAsync(IReadOnlyCollection<Guid> jobIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        if (jobIds.Count == 0)
        {
            return;
        }

        using var activity = Telemetry.StartHint(jobIds.Count);
        try
        {
            // Not connected: do not even wait.
            if (!redis.IsConnected)
            {
                Failed(activity, jobIds.Count, "not connected");
                return;
            }

            await RedisJobStream.AddAsync(redis, jobIds).WaitAsync(Patience, time, cancellationToken);
            Volatile.Write(ref _failedAt, 0);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever asked could not wait: that says nothing about the stream.
            LogNotSent(jobIds.Count, "cancelled");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            Failed(activity, jobIds.Count, exception.GetType().Name);
        }
    }

    private void Failed(Activity? activity, int count, string reason)
    {
        activity?.SetStatus(ActivityStatusCode.Error, reason);
        Volatile.Write(ref _failedAt, time.GetTimestamp());
        LogNotSent(count, reason);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} job hints were not sent ({Reason}): the dispatcher will find the jobs")]
    private partial void LogNotSent(int count, string reason);
}
