using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Data;

/// <summary>Deletes rows whose time is over.</summary>
/// <param name="context">The database.</param>
/// <param name="options">How long things are kept.</param>
public sealed class RowRetention(ZoomAspireContext context, IOptions<RetentionOptions> options)
{
    // Long enough to look into what happened. Dead letters stay until they are replayed.
    private static readonly TimeSpan FinishedJobs = TimeSpan.FromDays(14);

    // There is one an hour for each connection.
    private static readonly TimeSpan FinishedSweeps = TimeSpan.FromDays(1);

    /// <summary>Deletes old webhook events, audit entries, finished jobs and requests that no administrator answered.</summary>
    /// <param name="cancellationToken">Gives up between two statements.</param>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var kept = options.Value;
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM webhook_events WHERE received_at < now() - {kept.Events}", cancellationToken);
        await context.Database.ExecuteSqlAsync($"DELETE FROM audit_log WHERE keep_until <= now()", cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM jobs WHERE status IN ('done', 'cancelled')
                AND finished_at < now() - CASE WHEN kind = 'sweep_recordings' THEN {FinishedSweeps} ELSE {FinishedJobs} END
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM routes WHERE state = 'pending' AND requested_at <= now() - {OwnRoutes.RequestLifetime}", cancellationToken);
    }
}
