using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Ends jobs that are not done, for good, inside a transaction that takes away the reason for them.</summary>
internal static class OpenWork
{
    private const string IsOpen = "status IN ('queued', 'running', 'parked', 'dead')";

    /// <summary>
    /// Cancels jobs until there are none: one that ends while we wait for its row may have added the next, which only a later
    /// statement sees. A job that is running loses its lease: it can save nothing. Rows are locked in the order of their ids, as
    /// everywhere.
    /// </summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="which">Condition on <c>jobs</c>, of our own making, with its arguments as {0}, {1} and so on.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Gives up; the transaction must be rolled back then.</param>
    public static async Task CancelAsync(ZoomAspireContext context, string which, object[] arguments, CancellationToken cancellationToken)
    {
        var isAnyOpen = $"SELECT EXISTS (SELECT FROM jobs WHERE {IsOpen} AND ({which})) AS \"Value\"";
        var cancel =
            $"""
            WITH locked AS (SELECT id FROM jobs WHERE {IsOpen} AND ({which}) ORDER BY id FOR UPDATE)
            UPDATE jobs j SET status = 'cancelled', finished_at = now(), lease_token = NULL, lease_until = NULL
            FROM locked WHERE j.id = locked.id
            """;
        // What an uncommitted job will add is not there yet, but then the job itself is still seen as running.
        while (await context.Database.SqlQueryRaw<bool>(isAnyOpen, arguments).SingleAsync(cancellationToken))
        {
            await context.Database.ExecuteSqlRawAsync(cancel, arguments, cancellationToken);
        }
    }
}
