namespace ZoomAspire.Core.Queue;

/// <summary>Why an attempt failed.</summary>
/// <param name="Kind">Decides what happens next.</param>
/// <param name="Reason">One sentence, kept with the job: no secrets, no personal text.</param>
/// <param name="RetryAfter">How long the other side asked us to wait, if it did.</param>
public sealed record JobFailure(FailureKind Kind, string Reason, TimeSpan? RetryAfter = null)
{
    /// <summary>Whom it concerns, should it be the end of the job, by the one table of failures.</summary>
    public FailureAudience Tell => RetryPolicy.Of(Kind).Tell;
}

/// <summary>Ends an attempt with a failure whose kind is known.</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Ends an attempt.</summary>
    /// <param name="kind">Decides what happens next.</param>
    /// <param name="reason">One sentence, kept with the job: no secrets, no personal text.</param>
    /// <param name="retryAfter">How long the other side asked us to wait, if it did.</param>
    /// <param name="innerException">What led to it.</param>
    public JobFailedException(FailureKind kind, string reason, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(reason, innerException) => Failure = new JobFailure(kind, reason, retryAfter);

    /// <summary>Why it failed.</summary>
    public JobFailure Failure { get; }
}

/// <summary>It is not the job's turn yet: it is put off, and nothing counts as failed.</summary>
/// <param name="delay">Not to be claimed before.</param>
public sealed class JobPostponedException(TimeSpan delay) : Exception("It is not the job's turn yet.")
{
    /// <summary>Not to be claimed before.</summary>
    public TimeSpan Delay { get; } = delay;
}

/// <summary>The lease was lost: somebody else works on the job, or it was cancelled. Whoever gets this has nothing left to do.</summary>
public sealed class LeaseLostException() : Exception("The lease of the job was lost.");
