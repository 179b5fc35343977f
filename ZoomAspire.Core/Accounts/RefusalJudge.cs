using Microsoft.EntityFrameworkCore;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Decides whether a refused pair means a dead link. It does not while whoever brings the newer pair may still be on the way: an
/// approval kills the pair before, and for a moment nobody knows whose account it was.
/// </summary>
internal sealed class RefusalJudge(ConnectionStore store, TimeProvider time)
{
    // Clocks of processes differ by seconds.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    /// <summary>Remembers a refusal of the connection's present pair, whose row is locked, and says whether the link is dead.</summary>
    public async Task<bool> BelievesAsync(Connection connection)
    {
        if (connection.RefusedAt is not { } since || connection.RefusedVersion != connection.Version)
        {
            since = time.GetUtcNow();
            (connection.RefusedAt, connection.RefusedVersion) = (since, connection.Version);
        }

        // Codes that are exchanged later cannot be why it was refused: those that matter are over in two minutes.
        return !await store.IsExchangingAsync(since + Skew, CancellationToken.None) && !await MayBeRenewedAsync(connection);
    }

    /// <summary>Whether an approval by the owner waits to be stored: see <see cref="KeptGrants"/>.</summary>
    private Task<bool> MayBeRenewedAsync(Connection connection)
    {
        var since = time.GetUtcNow() - KeptGrants.Patience;
        var context = store.Context;
        return context.GrantRevocations.AnyAsync(kept => kept.CreatedAt > since && context.OAuthFlows.Any(flow =>
            flow.Id == kept.FlowId && context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == flow.TelegramUserId)));
    }
}
