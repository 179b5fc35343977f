using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>
/// Gives hints for what is due and got none: retries, jobs whose hint was lost, jobs whose lease ran out. Any number of
/// replicas may run it. It also sweeps the stream and reads the queue's depth.
/// </summary>
internal sealed partial class JobDispatcher(
    JobStore store,
    RedisJobStream stream,
    JobHints hints,
    QueueMetrics metrics,
    StoreMetrics stores,
    DatabaseReadiness readiness,
    QueueTimings timings,
    TimeProvider time,
    ILogger<JobDispatcher> logger) : BackgroundService
{
    // In one round; the next comes soon.
    private const int MaxHints = 500;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        await Task.WhenAll(
            RepeatAsync(timings.Dispatch, DispatchAsync, stoppingToken),
            RepeatAsync(timings.Sweep, SweepAsync, stoppingToken),
            RepeatAsync(timings.Sweep, MeasureAsync, stoppingToken));
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        // Without Redis the consumers look for themselves.
        if (stream.IsConnected)
        {
            // Hints that nobody has come to read yet are not lost: another of each would only add to them.
            var again = await stream.IsBehindAsync().WaitAsync(cancellationToken) ? timings.HintAgainBehind : timings.HintAgain;
            await hints.SendAsync(await store.TakeForHintsAsync(MaxHints, again, cancellationToken), cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!stream.IsConnected)
        {
            stores.RedisIsAway();
            return;
        }

        foreach (var lost in await stream.SweepAsync().WaitAsync(cancellationToken))
        {
            // The dispatcher has hinted at its job again by now, if it is still to be done.
            await stream.AcknowledgeAsync(lost).WaitAsync(cancellationToken);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken) =>
        metrics.Measured(await store.MeasureAsync(cancellationToken));

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> step, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await step(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                stores.Failed(exception);
                LogFailed(FailureClassifier.Classify(exception).Reason);
            }

            await Task.Delay(interval, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A round of the job dispatcher failed: {Reason}")]
    private partial void LogFailed(string reason);
}
