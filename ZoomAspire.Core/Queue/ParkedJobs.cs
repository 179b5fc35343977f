using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Jobs that wait for their user to do something.</summary>
public static class ParkedJobs
{
    /// <summary>
    /// Lets a tenant's jobs go on that were parked for one reason, within the caller's transaction if there is one; after the
    /// commit pass the ids to <see cref="JobHints.SendAsync"/>. One that still cannot go on parks itself again.
    /// </summary>
    /// <param name="context">The database.</param>
    /// <param name="tenantIds">The tenants.</param>
    /// <param name="reason">Why the jobs were parked: <see cref="FailureKind.NeedsReauth"/> or <see cref="FailureKind.Unreachable"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Ids of the jobs that go on.</returns>
    public static async Task<IReadOnlyList<Guid>> ResumeAsync(
        ZoomAspireContext context, IReadOnlyCollection<long> tenantIds, FailureKind reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var parkedFor = SnakeCaseNames.Of(reason.ToString());
        return await context.Database.SqlQuery<Guid>(
            $"""
            UPDATE jobs SET status = 'queued', attempts = 0, takeovers = 0, next_attempt_at = now(), hinted_at = now(), finished_at = NULL
            WHERE tenant_id = ANY ({tenantIds.ToArray()}) AND status = 'parked' AND failure_kind = {parkedFor}
            RETURNING id AS "Value"
            """).ToListAsync(cancellationToken);
    }
}
