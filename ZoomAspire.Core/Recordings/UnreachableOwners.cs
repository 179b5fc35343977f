using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Ends the connections of whoever cannot be reached for thirty days: the private chat is closed to us, and no route leads to a group that
/// is open. Nothing is kept for people who have gone away. They cannot be told; the audit log has a line.
/// </summary>
public sealed partial class UnreachableOwners
{
    // By the database's clock, as it wrote the times.
    private const string Unreachable =
        """
        SELECT c.id AS "Value" FROM connections c JOIN destinations p ON p.user_id = c.user_id AND p.kind = 'private'
        WHERE c.status IN ('active', 'needs_reauth') AND p.state = 'unreachable' AND p.unreachable_since <= now() - {0}
          AND NOT EXISTS (
            SELECT 1 FROM routes r JOIN destinations d ON d.id = r.destination_id
            WHERE r.connection_id = c.id AND r.state = 'active' AND d.kind <> 'private'
            AND (d.state = 'active' OR coalesce(d.unreachable_since > now() - {0}, true)))
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    private readonly ConnectionStore _store;
    private readonly ILogger<UnreachableOwners> _logger;

    internal UnreachableOwners(ConnectionStore store, ILogger<UnreachableOwners> logger)
    {
        _store = store;
        _logger = logger;
    }

    /// <summary>Notes who cannot be reached since when, and ends what is due; for the worker to call every hour or so.</summary>
    /// <param name="cancellationToken">Stops between two connections.</param>
    /// <returns>How many connections were ended. Their grants are revoked by whoever revokes what is left (<see cref="Connections.RevokeDueAsync"/>).</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await NoteAsync(cancellationToken);
        var ended = 0;
        foreach (var id in await _store.Context.Database.SqlQueryRaw<long>($"{Unreachable} ORDER BY c.id", Patience).ToListAsync(cancellationToken))
        {
            ended += await EndAsync(id, cancellationToken) ? 1 : 0;
        }

        return ended;
    }

    // Whatever finds that a chat is closed, or open again: this finds out within the hour.
    private Task<int> NoteAsync(CancellationToken cancellationToken) => _store.Context.Database.ExecuteSqlAsync(
        $"""
        WITH locked AS (
            SELECT id FROM destinations WHERE (state = 'unreachable') <> (unreachable_since IS NOT NULL) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE destinations d SET unreachable_since = CASE WHEN d.state = 'unreachable' THEN now() END FROM locked WHERE d.id = locked.id
        """,
        cancellationToken);

    private async Task<bool> EndAsync(long connectionId, CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var connection = await _store.LockAsync(connectionId, cancellationToken);
        var isDue = await _store.Context.Database.SqlQueryRaw<long>($"{Unreachable} AND c.id = {{1}}", Patience, connectionId)
            .AnyAsync(cancellationToken);
        if (connection is null || !isDue)
        {
            return false; // The chat is open again.
        }

        await _store.EndAsync(
            connection,
            new AuditLine(AuditActions.ConnectionUnreachable, AuditActors.System) { Detail = $"{Patience.Days} days" },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogEnded(connectionId);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was ended: nobody can be reached for it any more")]
    private partial void LogEnded(long connectionId);
}
