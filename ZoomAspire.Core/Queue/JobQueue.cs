using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Puts work into the queue: into the caller's context, hence into the caller's transaction.</summary>
public static class JobQueue
{
    /// <summary>Characters of <see cref="Job.TraceState"/>.</summary>
    internal const int MaxTraceStateLength = 512;

    /// <summary>
    /// Adds a job that may start at once. Save the context, and after the commit pass <see cref="Job.Id"/> to
    /// <see cref="JobHints.SendAsync"/>. The job continues the current trace.
    /// </summary>
    /// <param name="context">Context that the caller saves together with what the job is about.</param>
    /// <param name="kind">What is to be done.</param>
    /// <param name="subjectId">Key of the row that it is about, by <paramref name="kind"/>.</param>
    /// <param name="tenantId">The user on whose behalf it is done.</param>
    /// <param name="orderAt">Its place among what waited: <see cref="Job.OrderAt"/> of the job that it follows.</param>
    public static Job Add(ZoomAspireContext context, JobKind kind, long subjectId, long tenantId, DateTimeOffset? orderAt = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (traceParent, traceState) = Trace();
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            SubjectId = subjectId,
            TenantId = tenantId,
            OrderAt = orderAt,
            TraceParent = traceParent,
            TraceState = traceState,
        };
        context.Jobs.Add(job);
        return job;
    }

    /// <summary>
    /// Adds a job unless one of its kind for its subject is already waiting, running or parked, which an index forbids for staging,
    /// delivering and showing notes. Runs inside the transaction that ends the caller's own job: where two jobs end at the same time and each
    /// would leave the work to the other, one waits for the other's end, and what is to be done is not lost. The dispatcher hints.
    /// </summary>
    /// <param name="context">Context with an open transaction.</param>
    /// <param name="kind">What is to be done: staging, delivering or showing notes.</param>
    /// <param name="subjectId">Key of the row that it is about, by <paramref name="kind"/>.</param>
    /// <param name="tenantId">The user on whose behalf it is done.</param>
    /// <param name="orderAt">Its place among what waited: that of the job that it follows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id of the job; null where there is one already.</returns>
    internal static async Task<Guid?> AddUnlessOpenAsync(
        ZoomAspireContext context,
        JobKind kind,
        long subjectId,
        long tenantId,
        DateTimeOffset? orderAt,
        CancellationToken cancellationToken)
    {
        var name = SnakeCaseNames.Of(kind.ToString());
        var (traceParent, traceState) = Trace();
        var id = Guid.CreateVersion7();
        var added = await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at, order_at, trace_parent, trace_state)
            VALUES ({id}, {name}, {subjectId}, {tenantId}, 'queued', 0, 0, 0, NULL, {orderAt}, {traceParent}, {traceState})
            ON CONFLICT (kind, subject_id)
                WHERE kind IN ('stage_recording', 'deliver_recording', 'show_notes') AND status IN ('queued', 'running', 'parked') DO NOTHING
            """,
            cancellationToken);
        return added > 0 ? id : null;
    }

    /// <summary>Adds a job as a dead letter: what it asks for must not be done unless an operator wants it.</summary>
    /// <param name="context">Context with an open transaction.</param>
    /// <param name="kind">What a replay does.</param>
    /// <param name="subjectId">Key of the row that it is about, by <paramref name="kind"/>.</param>
    /// <param name="tenantId">The user on whose behalf it would be done.</param>
    /// <param name="failure">Why it is not done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static Task AddDeadAsync(
        ZoomAspireContext context, JobKind kind, long subjectId, long tenantId, JobFailure failure, CancellationToken cancellationToken)
    {
        var name = SnakeCaseNames.Of(kind.ToString());
        var failureName = SnakeCaseNames.Of(failure.Kind.ToString());
        var (traceParent, traceState) = Trace();
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, failure_kind, last_error, hinted_at,
                              finished_at, trace_parent, trace_state)
            VALUES ({Guid.CreateVersion7()}, {name}, {subjectId}, {tenantId}, 'dead', 0, 0, 1, {failureName}, {failure.Reason}, NULL,
                    now(), {traceParent}, {traceState})
            """,
            cancellationToken);
    }

    // What a job remembers of the current trace. A state that is longer than anybody must pass on (https://www.w3.org/TR/trace-context/#tracestate-limits) is not worth an event.
    internal static (string? Parent, string? State) Trace() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? (activity.Id, activity.TraceStateString is { Length: <= MaxTraceStateLength } state ? state : null)
            : (null, null);
}
