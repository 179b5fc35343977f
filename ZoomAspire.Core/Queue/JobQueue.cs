using System.Diagnostics;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Puts work into the queue: into the caller's context, hence into the caller's transaction.</summary>
public static class JobQueue
{
    /// <summary>
    /// Adds a job that may start at once. Save the context, and after the commit pass <see cref="Job.Id"/> to
    /// <see cref="JobHints.SendAsync"/>. The job continues the current trace.
    /// </summary>
    /// <param name="context">Context that the caller saves together with what the job is about.</param>
    /// <param name="kind">What is to be done.</param>
    /// <param name="subjectId">Key of the row that it is about, by <paramref name="kind"/>.</param>
    /// <param name="tenantId">The user on whose behalf it is done.</param>
    public static Job Add(ZoomAspireContext context, JobKind kind, long subjectId, long tenantId)
    {
        ArgumentNullException.ThrowIfNull(context);
        var activity = Activity.Current;
        var job = new Job
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            SubjectId = subjectId,
            TenantId = tenantId,
            TraceParent = activity?.IdFormat == ActivityIdFormat.W3C ? activity.Id : null,
            TraceState = activity?.TraceStateString,
        };
        context.Jobs.Add(job);
        return job;
    }
}
