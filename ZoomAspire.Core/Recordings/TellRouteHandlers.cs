using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells the owner of a route that an administrator has consented, unless it is gone again meanwhile.</summary>
internal sealed class TellRouteAllowedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var found = await RouteRows.ReadAsync(
            context, route => route.Id == job.SubjectId && route.UserId == job.TenantId && route.State == RouteState.Active, cancellationToken);
        if (found is [var summary])
        {
            await notices.TellAsync(job, RouteNoticeText.Allowed(summary), null, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Tells a user that what went to a group no longer does, or will not; why is the job's kind.</summary>
internal sealed class TellRouteEndedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var title = await context.Destinations
            .Where(destination => destination.Id == job.SubjectId && destination.UserId == job.TenantId)
            .Select(destination => destination.Title)
            .SingleOrDefaultAsync(cancellationToken);
        await notices.TellAsync(job, RouteNoticeText.Ended(job.Kind, title), null, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
