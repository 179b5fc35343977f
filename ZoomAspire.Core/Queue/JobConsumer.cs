using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>
/// Takes hints from the stream, as many as there are free places, and runs their jobs. While Redis is away it asks Postgres
/// itself what is due. On shutdown it stops taking, lets running jobs finish for a while and hands back the rest.
/// </summary>
internal sealed partial class JobConsumer(
    RedisJobStream stream,
    JobHints hints,
    JobStore store,
    JobRunner runner,
    DatabaseReadiness readiness,
    IOptions<QueueOptions> options,
    QueueTimings timings,
    TimeProvider time,
    ILogger<JobConsumer> logger) : BackgroundService
{
    // Not before it is needed: malformed settings are for the start to report, all together.
    private readonly Lazy<SemaphoreSlim> _lazyPlaces = new(() => new SemaphoreSlim(options.Value.Concurrency));
    private readonly CancellationTokenSource _handBack = new();

    private readonly Lock _stopping = new();
    private Task? _stopped;

    private SemaphoreSlim Places => _lazyPlaces.Value;

    /// <inheritdoc />
    /// <remarks>Once, whoever asks how often: whoever hosts a whole service in a process of his own stops it beside itself.</remarks>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _stopped ??= StopOnceAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _handBack.Dispose();
        if (_lazyPlaces.IsValueCreated)
        {
            Places.Dispose();
        }

        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Places.WaitAsync(stoppingToken);
            var free = 1 + Places.CurrentCount;
            Places.Release();
            foreach (var hint in await NextAsync(free, stoppingToken))
            {
                await Places.WaitAsync(stoppingToken);
                _ = RunAsync(hint, stoppingToken);
            }
        }
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        // Ends the loop first: nothing new is taken.
        await base.StopAsync(cancellationToken);
        if (!await AllPlacesFreeAsync(timings.ShutdownGrace, cancellationToken))
        {
            await _handBack.CancelAsync();
            await AllPlacesFreeAsync(timings.LeaseMargin, cancellationToken);
        }

        await LeaveAsync(cancellationToken);
    }

    private async Task RunAsync(JobHint hint, CancellationToken stoppingToken)
    {
        // Off the loop's thread: what a handler does before its first wait must not hold up the others.
        await Task.Yield();
        try
        {
            await runner.RunAsync(hint.JobId!.Value, () => AcknowledgeAsync(hint), stoppingToken, _handBack.Token);
        }
        finally
        {
            Places.Release();
        }
    }

    private async Task<IReadOnlyList<JobHint>> NextAsync(int free, CancellationToken stoppingToken)
    {
        try
        {
            // A Redis that answers but takes no entries (out of memory) gives no hints either.
            if (stream.IsConnected && !hints.HaveFailed)
            {
                return await WithoutJunkAsync(await stream.ReadAsync(free).WaitAsync(stoppingToken));
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogStreamFailed(FailureClassifier.Classify(exception).Reason);
        }

        return await PollAsync(free, stoppingToken);
    }

    private async Task<IReadOnlyList<JobHint>> PollAsync(int free, CancellationToken stoppingToken)
    {
        await Task.Delay(timings.Dispatch, time, stoppingToken);
        try
        {
            return [.. (await store.FindDueAsync(free, stoppingToken)).Select(id => new JobHint(default, id))];
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogPollFailed(FailureClassifier.Classify(exception).Reason);
            return [];
        }
    }

    private async Task<IReadOnlyList<JobHint>> WithoutJunkAsync(IReadOnlyList<JobHint> hints)
    {
        foreach (var junk in hints.Where(hint => hint.JobId is null))
        {
            LogJunk(junk.EntryId.ToString());
            await AcknowledgeAsync(junk);
        }

        return [.. hints.Where(hint => hint.JobId is not null)];
    }

    // What is not acknowledged is swept later; that must not hold up the job.
    private async Task AcknowledgeAsync(JobHint hint)
    {
        if (hint.EntryId.IsNull)
        {
            return;
        }

        try
        {
            await stream.AcknowledgeAsync(hint);
        }
        catch (Exception exception)
        {
            LogStreamFailed(FailureClassifier.Classify(exception).Reason);
        }
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (stream.IsConnected)
            {
                await stream.LeaveAsync().WaitAsync(cancellationToken);
            }
        }
        catch (Exception exception)
        {
            LogStreamFailed(FailureClassifier.Classify(exception).Reason);
        }
    }

    private async Task<bool> AllPlacesFreeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < options.Value.Concurrency; taken++)
            {
                await Places.WaitAsync(either.Token);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (taken > 0)
            {
                Places.Release(taken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stream of job hints failed ({Reason}): polling the database meanwhile")]
    private partial void LogStreamFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "Due jobs could not be read: {Reason}")]
    private partial void LogPollFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "Entry {EntryId} of the job stream is no job id and was dropped")]
    private partial void LogJunk(string entryId);
}
