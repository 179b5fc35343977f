using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>A claimed job. Whatever its handler writes goes through here, in transactions that hold only while the lease does.</summary>
/// <param name="job">The job.</param>
/// <param name="store">Where it is.</param>
/// <param name="stop">Signalled when no further job is to be begun.</param>
internal sealed class JobLease(ClaimedJob job, JobStore store, CancellationToken stop = default)
{
    private Guid? _following;

    /// <summary>The job's id.</summary>
    public Guid Id => job.Id;

    /// <summary>What is to be done.</summary>
    public JobKind Kind => job.Kind;

    /// <summary>Key of the row that it is about.</summary>
    public long SubjectId => job.SubjectId;

    /// <summary>The user on whose behalf it is done.</summary>
    public long TenantId => job.TenantId;

    /// <summary>Attempts so far, this one included.</summary>
    public int Attempts => job.Attempts;

    /// <summary>When the job was created, by the database's clock.</summary>
    public DateTimeOffset CreatedAt => job.CreatedAt;

    /// <summary>When it was created or last queued again after it had waited for its user or was dead, by the database's clock.</summary>
    public DateTimeOffset BegunAt => job.ReleasedAt ?? job.CreatedAt;

    /// <summary>Its place among what waited; null for ordinary work. See <see cref="Job.OrderAt"/>.</summary>
    public DateTimeOffset? OrderAt => job.OrderAt;

    /// <summary>This claim's token: unique, and so a name for what this attempt makes.</summary>
    public Guid Token => job.LeaseToken;

    /// <summary>Whether the job has been completed through this lease.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>The job of <see cref="GoOnWith"/>, claimed for this worker when this one was completed; null if there is none.</summary>
    public ClaimedJob? Next { get; private set; }

    /// <summary>
    /// Has this worker go on at once with a job of the same tenant that is added in the transaction that completes this one, without a hint
    /// and another claim: the first that is named, unless the service is being stopped.
    /// </summary>
    /// <param name="jobId">The job; null for none.</param>
    public void GoOnWith(Guid? jobId) => _following ??= jobId;

    /// <summary>Saves the context's changes, and hints at the jobs among them once they are committed.</summary>
    /// <param name="context">The handler's context.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <exception cref="LeaseLostException">The lease was lost: nothing is saved.</exception>
    public Task SaveAsync(ZoomAspireContext context, CancellationToken cancellationToken) =>
        SaveAsync(context, _ => Task.CompletedTask, cancellationToken);

    /// <summary>The same, with work inside the transaction before the changes are saved.</summary>
    /// <param name="context">The handler's context.</param>
    /// <param name="work">Runs inside the transaction, after the lease was checked.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <exception cref="LeaseLostException">The lease was lost: nothing is saved.</exception>
    public Task SaveAsync(ZoomAspireContext context, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        store.SaveAsync(context, job, work, cancellationToken);

    /// <summary>Saves the context's changes, follow-up jobs among them, and completes the job: both or neither.</summary>
    /// <param name="context">The handler's context.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <exception cref="LeaseLostException">The lease was lost: nothing is saved.</exception>
    public Task CompleteAsync(ZoomAspireContext context, CancellationToken cancellationToken) =>
        CompleteAsync(context, _ => Task.CompletedTask, cancellationToken);

    /// <summary>The same, with work inside the transaction before the changes are saved.</summary>
    /// <param name="context">The handler's context.</param>
    /// <param name="work">Runs inside the transaction, after the lease was checked.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <exception cref="LeaseLostException">The lease was lost: nothing is saved.</exception>
    public async Task CompleteAsync(
        ZoomAspireContext context, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        Next = await store.CompleteAsync(
            context,
            job,
            async token =>
            {
                await work(token);
                return stop.IsCancellationRequested ? null : _following;
            },
            cancellationToken);
        IsCompleted = true;
    }
}

/// <summary>What a claim reads of a job.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="SubjectId">Key of the row that it is about.</param>
/// <param name="TenantId">The user on whose behalf it is done.</param>
/// <param name="Attempts">Attempts so far, this one included.</param>
/// <param name="Takeovers">How often a lease of it ran out.</param>
/// <param name="FailureKind">Kind of the last failure.</param>
/// <param name="Failures">How often in a row it failed; see <see cref="RetryPolicy.IsSameRow"/>.</param>
/// <param name="LeaseToken">The token that this claim wrote.</param>
/// <param name="CreatedAt">When the job was created.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of what caused it.</param>
/// <param name="TraceState">W3C <c>tracestate</c> of what caused it.</param>
/// <param name="OrderAt">Its place among what waited.</param>
/// <param name="FailingSince">When the first failure was since it was last done, parked or given up; of whatever kinds they were.</param>
/// <param name="ReadAt">When all this was read, by the database's clock.</param>
/// <param name="ReleasedAt">When it was last queued again; see <see cref="Job.ReleasedAt"/>.</param>
internal sealed record ClaimedJob(
    Guid Id,
    JobKind Kind,
    long SubjectId,
    long TenantId,
    int Attempts,
    int Takeovers,
    FailureKind? FailureKind,
    int Failures,
    Guid LeaseToken,
    DateTimeOffset CreatedAt,
    string? TraceParent,
    string? TraceState,
    DateTimeOffset? OrderAt,
    DateTimeOffset? FailingSince,
    DateTimeOffset ReadAt,
    DateTimeOffset? ReleasedAt)
{
    /// <summary>When it was claimed, by <see cref="TimeProvider.GetTimestamp"/>: before the database was asked, whose count starts later.</summary>
    public required long At { get; init; }

    /// <summary>Tag of the language in which the tenant is spoken to; null for English.</summary>
    public string? Language { get; init; }

    /// <summary>How often in a row it has failed in a way, with a failure that is not yet counted.</summary>
    public int FailuresWith(FailureKind kind) => RetryPolicy.IsSameRow(FailureKind, kind) ? Failures + 1 : 1;

    /// <summary>
    /// How long it has failed without coming to an end. Kinds that take turns do not begin this anew: or neither the pauses would grow nor
    /// would it ever end.
    /// </summary>
    public TimeSpan FailingFor => IsFailing && FailingSince is { } since ? ReadAt - since : TimeSpan.Zero;

    /// <summary>Whether it was queued by a failure, and not by whoever parked, replayed or added it.</summary>
    public bool IsFailing => Failures > 0 && FailureKind is { } before && RetryPolicy.IsRetried(before);
}
