using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
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

    /// <summary>
    /// The same unless such a job is already waiting, running or parked. For work that looks at everything there is to do when it
    /// runs; never for work that a new event asks for, which the running job may have missed.
    /// </summary>
    /// <param name="context">Context that the caller saves together with what the job is about.</param>
    /// <param name="kind">What is to be done.</param>
    /// <param name="subjectId">Key of the row that it is about, by <paramref name="kind"/>.</param>
    /// <param name="tenantId">The user on whose behalf it is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task AddUnlessOpenAsync(
        ZoomAspireContext context, JobKind kind, long subjectId, long tenantId, CancellationToken cancellationToken)
    {
        var isOpen = await context.Jobs.AnyAsync(
            job => job.Kind == kind && job.SubjectId == subjectId && job.TenantId == tenantId &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked),
            cancellationToken);
        if (!isOpen)
        {
            Add(context, kind, subjectId, tenantId);
        }
    }
}
