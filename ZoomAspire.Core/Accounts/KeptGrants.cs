using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Pairs that the provider gave for a code and that were not stored with their account. Providers keep one live pair for each user: if
/// the account is connected, the pair that is stored with it is dead, and this one takes its place. Only where whoever started the flow
/// owns the connection already: the step in Telegram that would make it somebody's was never taken.
/// </summary>
internal sealed partial class KeptGrants(
    ConnectionStore store, IOAuthProvider provider, TimeProvider time, ILogger<KeptGrants> logger)
{
    // After it the provider is not asked any more whose a pair is. Flows are forgotten by then, too.
    internal static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private ZoomAspireContext Context => store.Context;

    /// <summary>For <see cref="GrantRevocation.ExternalUserHash"/>.</summary>
    public static byte[] HashOf(ZoomUserId userId) => SHA256.HashData(Encoding.UTF8.GetBytes(userId.Value));

    /// <summary>Whether a pair is of use to a connection, if there is one, and not older than the provider is to be asked about.</summary>
    public bool MayRenew(GrantRevocation revocation, DateTimeOffset now) =>
        revocation.CreatedAt > now - Patience &&
        !provider.MissingFrom(revocation.Scopes ?? "").Any(need => need.IsRequired);

    /// <summary>Renews the connection of whoever approved, and deletes the row; or notes in the row whose account it is.</summary>
    /// <param name="revocation">A row of the store's context.</param>
    /// <param name="pair">Its pair, with an access token that has not ended.</param>
    /// <returns>Whether a connection was renewed.</returns>
    /// <exception cref="OAuthException">The provider could not say now whose account it is.</exception>
    public async Task<bool> TryRenewAsync(GrantRevocation revocation, TokenPair pair)
    {
        ProviderProfile profile;
        try
        {
            profile = await provider.GetProfileAsync(
                new AccessToken(pair.AccessToken, provider.ApiUrl(revocation.ApiUrl)), CancellationToken.None);
        }
        catch (OAuthException failure) when (failure is { Failure: OAuthFailure.Rejected } or { Code: "http_401" })
        {
            return false; // Dead, as its revocation will find out.
        }

        await using var transaction = await store.BeginAsync(CancellationToken.None);
        if (await FindAsync(revocation, profile) is { } connection)
        {
            await RenewAsync(connection, revocation, pair, profile);
            await transaction.CommitAsync(CancellationToken.None);
            LogRenewed(connection.Id);
            return true;
        }

        revocation.ExternalUserHash = HashOf(profile.UserId);
        await Context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return false;
    }

    private async Task<Connection?> FindAsync(GrantRevocation revocation, ProviderProfile profile)
    {
        var id = await Context.Connections
            .Where(found => found.Provider == revocation.Provider && found.ClientId == revocation.ClientId && found.ExternalUserId == profile.UserId)
            .Where(found => Context.Users.Any(user => user.Id == found.UserId &&
                Context.OAuthFlows.Any(flow => flow.Id == revocation.FlowId && flow.TelegramUserId == user.TelegramUserId)))
            .Select(found => (long?)found.Id)
            .SingleOrDefaultAsync();
        // What came later than this pair has killed it.
        return id is { } connectionId &&
            await store.LockAsync(connectionId, CancellationToken.None) is
                { Status: ConnectionStatus.Active or ConnectionStatus.NeedsReauth } connection &&
            connection.LastRefreshAt <= revocation.CreatedAt
                ? connection
                : null;
    }

    private async Task RenewAsync(Connection connection, GrantRevocation revocation, TokenPair pair, ProviderProfile profile)
    {
        var authorizedAt = revocation.AuthorizedAt ?? revocation.CreatedAt!.Value;
        var (pausedAt, since) = (connection.PausedAt, connection.NeedsReauthSince);
        // Deactivated after the approval: the provider says when the user is back.
        var isPaused = pausedAt > authorizedAt;
        var restored = connection.Status == ConnectionStatus.NeedsReauth && !isPaused;
        var grant = new TokenGrant(
            pair.AccessToken, pair.RefreshToken, pair.ExpiresAt - time.GetUtcNow(), revocation.Scopes ?? "", revocation.ApiUrl);
        store.SetTokens(connection, grant, await store.Clock.NowAsync(CancellationToken.None));
        if (isPaused)
        {
            (connection.PausedAt, connection.NeedsReauthSince) = (pausedAt, since);
        }
        else
        {
            connection.Status = ConnectionStatus.Active;
        }

        connection.AccountId = profile.AccountId;
        connection.AuthorizedAt = authorizedAt;
        store.Audit(connection, AuditActions.ConnectionRenewed, AuditActors.System);
        Context.GrantRevocations.Remove(revocation);
        await Context.SaveChangesAsync(CancellationToken.None);
        if (restored)
        {
            await store.RestoredAsync(connection, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was renewed by an approval that had not been stored")]
    private partial void LogRenewed(long connectionId);
}
