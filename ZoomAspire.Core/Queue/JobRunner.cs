using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;

namespace ZoomAspire.Core.Queue;

/// <summary>Makes one attempt at a claimed job: heartbeat, handler, and what becomes of the job afterwards.</summary>
internal sealed partial class JobRunner(
    JobStore store,
    JobHints hints,
    IServiceScopeFactory scopes,
    QueueMetrics metrics,
    DeadLetterMetrics deadLetters,
    StoreMetrics stores,
    QueueTimings timings,
    TimeProvider time,
    ILogger<JobRunner> logger)
{
    private static readonly Func<ILogger, JobKind, long, Guid, int, IDisposable?> LogScope =
        LoggerMessage.DefineScope<JobKind, long, Guid, int>("{JobKind} {SubjectId}, job {JobId}, attempt {Attempt}");

    // A job whose worker vanished more often than this, without an attempt that came to an end in between, is taken for the reason. As it
    // waits longer each time, that takes half an hour: a cluster that kills all its workers now and then has not lost anything by then.
    private const int MaxTakeovers = 11;

    /// <summary>
    /// Claims a job and, if that succeeds, makes an attempt, and goes on with the job that follows where the handler wants that. Does not fail.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="acknowledge">Called right after the claim attempt, whatever came of it. Does not fail.</param>
    /// <param name="stop">Signalled when no further job is to be begun.</param>
    /// <param name="handBack">Signalled when the service wants its unfinished jobs given back.</param>
    /// <returns>Whether the job was claimed.</returns>
    public async Task<bool> RunAsync(Guid jobId, Func<Task> acknowledge, CancellationToken stop, CancellationToken handBack)
    {
        try
        {
            var job = await store.ClaimAsync(jobId, handBack);
            // The job does not wait for it.
            var acknowledged = acknowledge();
            if (job is null)
            {
                await acknowledged;
                return false;
            }

            for (var next = job; next is not null;)
            {
                next = await AttemptAsync(next, stop, handBack);
            }

            await acknowledged;
            await hints.SendAsync(await store.TakeNextOfTenantAsync(job.TenantId, handBack), handBack);
            return true;
        }
        catch (OperationCanceledException) when (handBack.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            stores.Failed(exception);
            // The database is away: what is due, or was claimed after all, is found again.
            LogUnclaimed(jobId, FailureClassifier.Classify(exception).Reason);
            return false;
        }
    }

    /// <returns>The job to go on with.</returns>
    private async Task<ClaimedJob?> AttemptAsync(ClaimedJob job, CancellationToken stop, CancellationToken handBack)
    {
        var held = new JobLease(job, store, stop);
        try
        {
            await AttemptAsync(held, job, handBack);
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(job.Kind, job.Id);
        }
        catch (Exception exception)
        {
            stores.Failed(exception);
            await SettleLateAsync(job, FailureClassifier.Classify(exception));
        }

        return held.Next;
    }

    private async Task AttemptAsync(JobLease held, ClaimedJob job, CancellationToken handBack)
    {
        SpokenLanguage.Use(job.Language);
        using var activity = Telemetry.StartAttempt(job);
        using var logScope = LogScope(logger, job.Kind, job.SubjectId, job.Id, job.Attempts);
        using var lease = new CancellationTokenSource(Remaining(job.At), time);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, handBack);
        using var stopHeartbeat = new CancellationTokenSource();
        var heartbeat = BeatAsync(job, lease, stopHeartbeat.Token);
        var begunAt = time.GetTimestamp();
        var outcome = AttemptOutcome.PutOff;
        try
        {
            await HandleAsync(held, job, work.Token);
            outcome = AttemptOutcome.Done;
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(job.Kind, job.Id);
        }
        catch (JobPostponedException postponed)
        {
            await store.PostponeAsync(job, postponed.Delay, lease.Token);
        }
        catch (Exception) when (lease.IsCancellationRequested)
        {
            LogLeaseLost(job.Kind, job.Id);
        }
        catch (Exception) when (handBack.IsCancellationRequested)
        {
            LogHandedBack(job.Kind, job.Id);
            await store.HandBackAsync(job, lease.Token);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            stores.Failed(exception);
            outcome = await FailAsync(job, exception, lease.Token);
        }
        finally
        {
            metrics.Attempted(job.Kind, outcome, time.GetElapsedTime(begunAt));
            activity?.SetTag("job.outcome", outcome.ToString());
            await stopHeartbeat.CancelAsync();
            await heartbeat;
        }
    }

    private async Task HandleAsync(JobLease held, ClaimedJob job, CancellationToken cancellationToken)
    {
        if (job.Takeovers > MaxTakeovers)
        {
            throw new JobFailedException(FailureKind.Permanent, $"{job.Takeovers} workers vanished while they worked on it.");
        }

        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await Handler(scope, job.Kind).HandleAsync(held, cancellationToken);
        if (!held.IsCompleted)
        {
            await held.CompleteAsync(context, cancellationToken);
        }
    }

    private async Task<AttemptOutcome> FailAsync(ClaimedJob job, Exception exception, CancellationToken cancellationToken)
    {
        var failure = FailureClassifier.Classify(exception);
        var decision = Decide(job, failure);
        if (failure.Kind == FailureKind.Bug)
        {
            LogBug(exception, job.Kind, job.Id);
        }

        try
        {
            await SettleAsync(job, failure, decision, tellHandler: decision.Status != JobStatus.Queued, cancellationToken);
        }
        catch (Exception second) when (
            second is not LeaseLostException && FailureClassifier.Classify(second).Kind == FailureKind.Bug && !cancellationToken.IsCancellationRequested)
        {
            // What the handler wanted to add cannot be saved; the job must be settled all the same. Where it is the database that failed,
            // the lease runs out instead, and the attempt is made again: those who wait must be told.
            LogBug(second, job.Kind, job.Id);
            await SettleAsync(job, failure, decision, tellHandler: false, cancellationToken);
        }

        Report(job, failure, decision);
        return decision.Status switch
        {
            JobStatus.Queued => AttemptOutcome.Retried,
            JobStatus.Parked => AttemptOutcome.Parked,
            JobStatus.Dead => AttemptOutcome.Dead,
            _ => AttemptOutcome.Cancelled,
        };
    }

    /// <summary>
    /// What became of an attempt could not be stored: stores that it failed so, as soon as the database answers, for the job to go on then
    /// and not only when its lease has run out; also while the service stops. After that time somebody else has it.
    /// </summary>
    private async Task SettleLateAsync(ClaimedJob job, JobFailure failure)
    {
        LogUnsettled(job.Kind, job.Id, failure.Reason);
        var decision = Decide(job, failure);
        using var lease = new CancellationTokenSource(timings.Lease, time);
        while (decision.Status == JobStatus.Queued && !await IsSettledAsync(job, failure, decision, lease.Token)
               && await DelayAsync(timings.SettleAgain, lease.Token))
        {
        }
    }

    private async Task<bool> IsSettledAsync(ClaimedJob job, JobFailure failure, RetryPolicy.Decision decision, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(job, failure, decision, tellHandler: false, cancellationToken);
            Report(job, failure, decision);
            return true;
        }
        catch (LeaseLostException)
        {
            // Or it had been stored, and only the answer was lost.
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static RetryPolicy.Decision Decide(ClaimedJob job, JobFailure failure) =>
        RetryPolicy.Decide(failure, job.FailuresWith(failure.Kind), job.FailingFor, job.Attempts, Random.Shared.NextDouble());

    private async Task SettleAsync(
        ClaimedJob job, JobFailure failure, RetryPolicy.Decision decision, bool tellHandler, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await store.FailAsync(
            context,
            job,
            failure,
            decision,
            token => tellHandler
                ? Handler(scope, job.Kind).StopAsync(new JobLease(job, store), decision.Status, failure, token)
                : Task.CompletedTask,
            cancellationToken);
    }

    private void Report(ClaimedJob job, JobFailure failure, RetryPolicy.Decision decision)
    {
        switch (decision.Status)
        {
            case JobStatus.Queued:
                metrics.Retried(job.Kind, failure.Kind);
                LogRetry(job.Kind, job.Id, failure.Kind, failure.Reason, decision.Delay);
                break;
            case JobStatus.Dead:
                deadLetters.Buried(job.Kind, failure.Kind);
                LogDeadLetter(job.Kind, job.Id, failure.Kind, failure.Reason);
                break;
            default:
                LogStopped(job.Kind, job.Id, decision.Status, failure.Kind, failure.Reason);
                break;
        }
    }

    // Until stopped, or until the lease is lost.
    private async Task BeatAsync(ClaimedJob job, CancellationTokenSource lease, CancellationToken stop)
    {
        while (await DelayAsync(timings.Heartbeat, stop))
        {
            var sentAt = time.GetTimestamp();
            try
            {
                if (!await store.ExtendAsync(job, stop))
                {
                    await lease.CancelAsync();
                    return;
                }

                lease.CancelAfter(Remaining(sentAt));
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // The lease still holds for a while; the next beat may get through.
                LogHeartbeatFailed(job.Id, FailureClassifier.Classify(exception).Reason);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private async Task<bool> DelayAsync(TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Counted from before the statement was sent: the database's own count starts later.
    private TimeSpan Remaining(long sentAt)
    {
        var left = timings.Lease - timings.LeaseMargin - time.GetElapsedTime(sentAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static IJobHandler Handler(AsyncServiceScope scope, JobKind kind) =>
        scope.ServiceProvider.GetRequiredKeyedService<IJobHandler>(kind);

    [LoggerMessage(LogLevel.Warning, "{Kind} job {JobId}: its lease was lost, somebody else goes on with it")]
    private partial void LogLeaseLost(JobKind kind, Guid jobId);

    [LoggerMessage(LogLevel.Information, "{Kind} job {JobId} is handed back: the service stops")]
    private partial void LogHandedBack(JobKind kind, Guid jobId);

    [LoggerMessage(LogLevel.Information, "{Kind} job {JobId} failed ({Failure}: {Reason}) and is tried again in {Delay}")]
    private partial void LogRetry(JobKind kind, Guid jobId, FailureKind failure, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "{Kind} job {JobId} is a dead letter ({Failure}: {Reason})")]
    private partial void LogDeadLetter(JobKind kind, Guid jobId, FailureKind failure, string reason);

    [LoggerMessage(LogLevel.Information, "{Kind} job {JobId} is {Status} ({Failure}: {Reason})")]
    private partial void LogStopped(JobKind kind, Guid jobId, JobStatus status, FailureKind failure, string reason);

    [LoggerMessage(LogLevel.Error, "{Kind} job {JobId} met a mistake of ours")]
    private partial void LogBug(Exception exception, JobKind kind, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "The heartbeat of job {JobId} failed: {Reason}")]
    private partial void LogHeartbeatFailed(Guid jobId, string reason);

    [LoggerMessage(LogLevel.Warning, "{Kind} job {JobId} could not be settled ({Reason}): that is tried again until its lease runs out")]
    private partial void LogUnsettled(JobKind kind, Guid jobId, string reason);

    [LoggerMessage(LogLevel.Warning, "The queue could not be asked for job {JobId} ({Reason}); it is found again")]
    private partial void LogUnclaimed(Guid jobId, string reason);
}
