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

    private volatile bool _haveFailed;

    /// <summary>Whether the last hints of this process did not get through: the workers must look for themselves.</summary>
    internal bool HaveFailed => _haveFailed;

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

        try
        {
            // Not connected: do not even wait.
            if (!redis.IsConnected)
            {
                _haveFailed = true;
                LogNotSent(jobIds.Count, "not connected");
                return;
            }

            await RedisJobStream.AddAsync(redis, jobIds).WaitAsync(Patience, time, cancellationToken);
            _haveFailed = false;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            _haveFailed = true;
            LogNotSent(jobIds.Count, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} job hints were not sent ({Reason}): the dispatcher will find the jobs")]
    private partial void LogNotSent(int count, string reason);
}
