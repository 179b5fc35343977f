using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>What operators see and do, whichever way they ask: numbers and states, never what users have recorded or who they are.</summary>
/// <param name="context">The database.</param>
/// <param name="letters">Dead letters.</param>
/// <param name="audit">Gets a line for what is done.</param>
public sealed class OperatorDesk(ZoomAspireContext context, DeadLetters letters, AuditLog audit)
{
    private const int MostRows = 100;

    /// <summary>How the service fares.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<OperatorOverview> ReadAsync(CancellationToken cancellationToken) => new(
        await ReadQueueAsync(cancellationToken),
        await ReadFailuresAsync(cancellationToken),
        await letters.CountAsync(cancellationToken),
        await ReadConnectionsAsync(cancellationToken),
        await context.OperatorAlerts.AsNoTracking().Where(alert => alert.FiringSince != null)
            .OrderBy(alert => alert.FiringSince).Take(MostRows).ToListAsync(cancellationToken));

    /// <summary>Work that is not done, by kind and state; of what is due since when the oldest is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<QueueRow>> ReadQueueAsync(CancellationToken cancellationToken) => await context.Database
        .SqlQuery<QueueRow>(
            $"""
            SELECT kind AS "Kind", count(*) FILTER (WHERE status = 'queued' AND next_attempt_at <= now()) AS "Due",
                   count(*) FILTER (WHERE status = 'queued' AND next_attempt_at > now()) AS "Later",
                   count(*) FILTER (WHERE status = 'running') AS "Running", count(*) FILTER (WHERE status = 'parked') AS "Parked",
                   coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE status = 'queued' AND next_attempt_at <= now())), 0)::float8
                       AS "OldestAgeSeconds"
            FROM jobs WHERE status IN ('queued', 'running', 'parked') GROUP BY kind ORDER BY count(*) DESC, kind LIMIT {MostRows}
            """)
        .ToListAsync(cancellationToken);

    /// <summary>Has the connections compared with Zoom now, rather than when their hour comes.</summary>
    /// <param name="by">Who wants it: an operator's id, or the name of a key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> SweepNowAsync(string by, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The worker's next look begins them, a batch a minute: it is not asked of Zoom all at once.
        var count = await context.Database.ExecuteSqlAsync(
            $"""
            WITH waiting AS (
                SELECT s.connection_id FROM recording_sweeps s JOIN connections c ON c.id = s.connection_id
                WHERE s.due_at > now() AND c.status = 'active' AND c.user_id IS NOT NULL ORDER BY s.connection_id FOR UPDATE OF s
            )
            UPDATE recording_sweeps s SET due_at = now() FROM waiting WHERE s.connection_id = waiting.connection_id
            """,
            cancellationToken);
        audit.Add(context, new AuditLine(AuditActions.SweepBegun, AuditActors.Operator)
        {
            From = by,
            Detail = string.Create(CultureInfo.InvariantCulture, $"{count} connections"),
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    /// <summary>An operator has seen an alert: it is not repeated while it lasts.</summary>
    /// <param name="name">The alert.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was something to acknowledge.</returns>
    public async Task<bool> AcknowledgeAsync(string name, TelegramUserId by, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE operator_alerts SET acknowledged_at = now(), acknowledged_by = {by.Value}
            WHERE name = {name} AND firing_since IS NOT NULL AND acknowledged_at IS NULL
            """,
            cancellationToken) == 0)
        {
            return false;
        }

        audit.Add(context, new AuditLine(AuditActions.AlertAcknowledged, AuditActors.Operator) { From = $"Telegram user {by}", Detail = name });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // What is being retried, and what waits for its user; dead letters are counted by themselves.
    private async Task<IReadOnlyList<FailureRow>> ReadFailuresAsync(CancellationToken cancellationToken) => await context.Database
        .SqlQuery<FailureRow>(
            $"""
            SELECT failure_kind AS "Failure", count(*) AS "Jobs" FROM jobs
            WHERE status IN ('queued', 'parked') AND failures > 0 AND failure_kind IS NOT NULL
            GROUP BY failure_kind ORDER BY count(*) DESC, failure_kind LIMIT {MostRows}
            """)
        .ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<ConnectionRow>> ReadConnectionsAsync(CancellationToken cancellationToken) => await context.Database
        .SqlQuery<ConnectionRow>(
            $"""SELECT status AS "Status", count(*) AS "Connections" FROM connections GROUP BY status ORDER BY count(*) DESC, status LIMIT {MostRows}""")
        .ToListAsync(cancellationToken);
}

/// <summary>How the service fares, in numbers.</summary>
/// <param name="Queue">Work that is not done.</param>
/// <param name="Failures">How it has failed so far.</param>
/// <param name="DeadLetters">What was given up.</param>
/// <param name="Connections">Connections by state.</param>
/// <param name="Alerts">What is the matter at present.</param>
public sealed record OperatorOverview(
    IReadOnlyList<QueueRow> Queue,
    IReadOnlyList<FailureRow> Failures,
    IReadOnlyList<DeadLetterCount> DeadLetters,
    IReadOnlyList<ConnectionRow> Connections,
    IReadOnlyList<OperatorAlert> Alerts);

/// <summary>Work of a kind.</summary>
/// <param name="Kind">The kind, in snake_case; also one that only a newer version knows.</param>
/// <param name="Due">Jobs that could start now.</param>
/// <param name="Later">Jobs whose time has not come.</param>
/// <param name="Running">Jobs that a worker has.</param>
/// <param name="Parked">Jobs that wait for their user.</param>
/// <param name="OldestAgeSeconds">How long the oldest due job has been due; 0 where none is.</param>
public sealed record QueueRow(string Kind, long Due, long Later, long Running, long Parked, double OldestAgeSeconds);

/// <summary>Jobs that failed and wait.</summary>
/// <param name="Failure">In which way, in snake_case.</param>
/// <param name="Jobs">How many.</param>
public sealed record FailureRow(string Failure, long Jobs);

/// <summary>Connections in a state.</summary>
/// <param name="Status">The state, in snake_case.</param>
/// <param name="Connections">How many.</param>
public sealed record ConnectionRow(string Status, long Connections);
