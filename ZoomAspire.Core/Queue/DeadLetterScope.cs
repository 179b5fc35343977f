using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Which dead letters are meant: one, all of a kind, or all. Written as an id, a kind's snake_case name, or <c>all</c>.</summary>
public sealed record DeadLetterScope
{
    private const string AllText = "all";

    private DeadLetterScope()
    {
    }

    /// <summary>All of them.</summary>
    public static DeadLetterScope All { get; } = new();

    /// <summary>Only this one, if set.</summary>
    public Guid? JobId { get; private init; }

    /// <summary>Only those of this kind, if set.</summary>
    public JobKind? Kind { get; private init; }

    /// <summary>One.</summary>
    /// <param name="jobId">The job.</param>
    public static DeadLetterScope One(Guid jobId) => new() { JobId = jobId };

    /// <summary>All of a kind.</summary>
    /// <param name="kind">The kind of job.</param>
    public static DeadLetterScope OfKind(JobKind kind) => new() { Kind = kind };

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text, which may be forged.</param>
    /// <returns>Null where it is nothing of the kind.</returns>
    public static DeadLetterScope? TryParse(string text) =>
        text == AllText ? All
        : Guid.TryParseExact(text, "n", out var jobId) ? One(jobId)
        : Enum.GetValues<JobKind>().Where(kind => NameOf(kind) == text).Select(OfKind).FirstOrDefault();

    /// <summary>The text; at most 32 characters.</summary>
    public override string ToString() => JobId?.ToString("n") ?? (Kind is { } kind ? NameOf(kind) : AllText);

    private static string NameOf(JobKind kind) => SnakeCaseNames.Of(kind.ToString());
}

/// <summary>How many dead letters there are of a sort.</summary>
/// <param name="Kind">What was to be done.</param>
/// <param name="Failure">Kind of the last failure.</param>
/// <param name="Count">How many.</param>
public sealed record DeadLetterCount(JobKind Kind, FailureKind? Failure, int Count);
