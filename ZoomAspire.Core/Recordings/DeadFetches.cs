using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Begins fetches again that died of what passes by itself: whatever was in trouble for longer than our patience (Zoom, the database)
/// works again when a sweep has come so far. And those that Zoom refused, or that are dead because an event contradicted what we knew, once
/// the owner has approved again since: scopes may be there now, and the account may be another one.
/// </summary>
internal sealed class DeadFetches(ZoomAspireContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    // Three more rounds of a fetch's patience; after that its owner may still ask for it.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>Queues them: each at most once a day, and for two weeks, or once after an approval. Not in a transaction that holds anything else.</summary>
    /// <param name="connectionId">Those of meetings of this connection,</param>
    /// <param name="ownerId">that are of this user's history.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> BeginAgainAsync(long connectionId, long ownerId, CancellationToken cancellationToken)
    {
        string[] passing = [.. Enum.GetValues<FailureKind>().Where(RetryPolicy.PassesByItself).Select(kind => SnakeCaseNames.Of(kind.ToString()))];
        var ids = await context.Database.SqlQuery<Guid>(
            $"""
            SELECT j.id AS "Value" FROM jobs j JOIN meetings m ON m.id = j.subject_id JOIN connections c ON c.id = m.connection_id
            WHERE j.kind = 'fetch_meeting' AND j.status = 'dead' AND j.tenant_id = {ownerId} AND m.connection_id = {connectionId}
              AND (j.failure_kind = ANY ({passing}) AND j.finished_at < now() - {Pause} AND j.created_at > now() - {Longest}
                OR j.failure_kind = 'permanent' AND j.finished_at < c.authorized_at AND j.created_at > now() - {Longest}
                OR m.is_contradicted AND j.finished_at < c.authorized_at)
            """).ToListAsync(cancellationToken);
        return ids.Count > 0 ? await DeadLetters.RequeueAsync(context, ids, cancellationToken) : 0;
    }
}
