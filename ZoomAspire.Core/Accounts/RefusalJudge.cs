using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Decides whether a refused pair means a dead link. It does not while whoever brings the newer pair may still be on the way: an
/// approval kills the pair before, and for a moment nobody knows whose account it was. Nor does it where many are refused at once: that
/// is trouble at the provider, or of ours with it, and asking all owners to connect again would cure nothing.
/// </summary>
internal sealed class RefusalJudge(ConnectionStore store)
{
    /// <summary>So many other connections refused at about the same time are no coincidence.</summary>
    internal const int Many = 10;

    /// <summary>Over which time those count that were believed.</summary>
    internal static readonly TimeSpan SameTime = TimeSpan.FromMinutes(10);

    /// <summary>What is refused for so long is dead, whatever happens to others: the operator has known for a day.</summary>
    internal static readonly TimeSpan LongestDoubt = TimeSpan.FromDays(1);

    // A doubtful refusal is believed when it comes again after this time.
    private static readonly TimeSpan SecondLook = TimeSpan.FromMinutes(2);

    /// <summary>Remembers a refusal of the connection's present pair, whose row is locked, and says whether the link is dead.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isCertain">Whether the provider's words can mean nothing but a dead token.</param>
    /// <param name="now">The present time by the clock that all processes share.</param>
    public async Task<bool> BelievesAsync(Connection connection, bool isCertain, DateTimeOffset now)
    {
        if (connection.RefusedAt is not { } since || connection.RefusedVersion != connection.Version)
        {
            since = now;
            (connection.RefusedAt, connection.RefusedVersion) = (since, connection.Version);
        }

        var age = now - since;
        if (age >= LongestDoubt)
        {
            return true;
        }

        if ((!isCertain && age < SecondLook) || await CountAsync(store.Context, now, connection.Id) >= Many)
        {
            return false;
        }

        // Codes that are exchanged later cannot be why it was refused: those that matter are over in two minutes.
        return !await store.IsExchangingAsync(since, now, CancellationToken.None) && !await MayBeRenewedAsync(connection, now);
    }

    /// <summary>
    /// How many connections have lately been refused: those that are in doubt, and those for which it was believed just now. While other
    /// pairs are refreshed, the provider refuses who is refused and not everybody: then those count that began to be just now.
    /// </summary>
    internal static async Task<int> CountAsync(ZoomAspireContext context, DateTimeOffset now, long? except)
    {
        var believed = now - SameTime;
        var isRefreshing = await context.Connections.AnyAsync(connection => connection.LastRefreshAt > believed);
        var doubted = isRefreshing ? believed : now - LongestDoubt;
        return await context.Connections.CountAsync(connection => connection.Id != except &&
            ((connection.Status == ConnectionStatus.Active && connection.RefusedAt > doubted) ||
                (connection.Status == ConnectionStatus.NeedsReauth && connection.RefusedAt > believed)));
    }

    /// <summary>Whether an approval by the owner waits to be stored: see <see cref="KeptGrants"/>.</summary>
    private Task<bool> MayBeRenewedAsync(Connection connection, DateTimeOffset now)
    {
        var since = now - KeptGrants.Patience;
        var context = store.Context;
        return context.GrantRevocations.AnyAsync(kept => kept.CreatedAt > since && context.OAuthFlows.Any(flow =>
            flow.Id == kept.FlowId && context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == flow.TelegramUserId)));
    }
}
