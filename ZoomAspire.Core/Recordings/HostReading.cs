using System.Data.Common;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What an event about a recording is held against: who is connected as its host, and what of it was deleted.</summary>
/// <param name="Host">The host; null if nobody is connected as him.</param>
/// <param name="Tombstones">What is known of deletions, by the event's account.</param>
internal sealed record HostReading(ConnectedHost? Host, Tombstones Tombstones)
{
    /// <summary>
    /// Finds the connected host. A link that needs re-authorisation still takes in: its jobs wait. Of a host's own connection and a linked
    /// one only one is alive.
    /// </summary>
    /// <param name="provider">The provider, as it stands in the statement.</param>
    /// <param name="host">The host's id there.</param>
    /// <param name="client">Our app.</param>
    public static string FindHost(string provider, string host, string client) =>
        $"""
        SELECT id, user_id, account_id, connected_at FROM connections
        WHERE provider = {provider} AND external_user_id = {host} AND (client_id = {client} OR grant_type = 'account_credentials')
          AND status IN ('active', 'needs_reauth') AND user_id IS NOT NULL
        ORDER BY client_id = {client} DESC, id DESC LIMIT 1
        """;

    /// <summary>Reads it in one round trip, after keeping deletions of the account out: see <see cref="Tombstones.KeepOutDeletionsAsync"/>.</summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="completed">The event.</param>
    /// <param name="clientId">Our app at Zoom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostReading> ReadAsync(
        ZoomAspireContext context, RecordingCompleted completed, string clientId, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(
            Tombstones.KeepOutDeletions(completed.AccountId),
            Tombstones.Find(completed.AccountId, completed.MeetingUuid),
            Batches.Command(FindHost("$1", "$2", "$3"), ZoomProvider.Name, completed.HostId.Value, clientId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var tombstones = await Tombstones.ReadAsync(reader, completed.AccountId, completed.MeetingUuid, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new HostReading(await reader.ReadAsync(cancellationToken) ? Read(reader) : null, tombstones);
    }

    private static ConnectedHost Read(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3));
}

/// <summary>Whose recordings are delivered.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="OwnerId">The user who gets them.</param>
/// <param name="AccountId">The Zoom account that we know him to be in.</param>
/// <param name="ConnectedAt">Since when they are delivered to this user.</param>
internal sealed record ConnectedHost(long ConnectionId, long OwnerId, string AccountId, DateTimeOffset? ConnectedAt);
