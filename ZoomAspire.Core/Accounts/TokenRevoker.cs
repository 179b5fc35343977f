using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Revokes at the provider what we no longer use. A pair is first written down, in the transaction that takes it from its connection;
/// then it is revoked at once, or, where that fails or the process dies, by the worker. A pair that a flow could not store may have
/// killed the one of a living connection: it is given to that first, see <see cref="KeptGrants"/>. A singleton.
/// </summary>
internal sealed partial class TokenRevoker(
    IServiceScopeFactory scopes, IOAuthProvider provider, Sealer sealer, TimeProvider time, ILogger<TokenRevoker> logger)
{
    private const int AttemptsAtOnce = 3;
    private const int Batch = 100;
    private const int MaxDoublings = 9;

    // Longer than any attempt takes, so that two processes do not make one at the same time.
    private static readonly TimeSpan AttemptTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    // Longer than a flow has between its code and its stored pair.
    private static readonly TimeSpan StoringTime = TimeSpan.FromMinutes(5);

    // Somebody waits for the answer, who is told that the rest follows.
    private static readonly TimeSpan TimeAtOnce = TimeSpan.FromSeconds(10);

    // An exchange is over in seconds. There may always be another one: in the end the pair is revoked all the same.
    private static readonly TimeSpan ExchangePause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PatienceForExchanges = TimeSpan.FromHours(1);

    /// <summary>Adds a pair to the caller's context, to be saved together with the loss of the connection's own.</summary>
    public GrantRevocation Add(ZoomAspireContext context, TokenPair pair, Connection connection, DateTimeOffset now)
    {
        var issuedAt = connection.LastRefreshAt ?? now;
        var id = Guid.CreateVersion7();
        var revocation = new GrantRevocation
        {
            Id = id,
            Provider = provider.Name,
            ClientId = provider.ClientId,
            ConnectionId = connection.Id,
            CreatedAt = now,
            ExternalUserHash = KeptGrants.HashOf(connection.ExternalUserId),
            AccessToken = sealer.Seal(pair.AccessToken, SealedPlace.RevokedAccessTokenOf(id)),
            RefreshToken = sealer.Seal(pair.RefreshToken, SealedPlace.RevokedRefreshTokenOf(id)),
            AccessTokenExpiresAt = pair.ExpiresAt,
            EndsAt = issuedAt + provider.RefreshTokenLifetime,
            NextAttemptAt = now + AttemptTime,
        };
        context.GrantRevocations.Add(revocation);
        return revocation;
    }

    /// <summary>
    /// Writes a fresh pair down before it is stored with its account, in a transaction of its own: unless whoever stores it takes it
    /// back by <see cref="TakeBackAsync"/>, some minutes later it renews the connection of whoever approved, or is revoked.
    /// </summary>
    /// <returns>For <see cref="TakeBackAsync"/> or <see cref="GiveUpAsync"/>; null where the database is away.</returns>
    public async Task<Guid?> KeepAsync(TokenGrant grant, Guid? flowId)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
            var now = await scope.ServiceProvider.GetRequiredService<ISharedClock>().NowAsync(CancellationToken.None);
            var revocation = NewKept(grant, flowId, now);
            context.GrantRevocations.Add(revocation);
            await context.SaveChangesAsync(CancellationToken.None);
            return revocation.Id;
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogNotKept(exception.GetType().Name);
            return null;
        }
    }

    /// <summary>Takes a kept pair back in the caller's transaction, which stores it.</summary>
    /// <returns>Whether it was still there, untouched; if not, it is being revoked.</returns>
    public static async Task<bool> TakeBackAsync(ZoomAspireContext context, Guid id) =>
        await context.GrantRevocations.Where(revocation => revocation.Id == id && revocation.Attempts == 0)
            .ExecuteDeleteAsync(CancellationToken.None) == 1;

    /// <summary>
    /// Revokes at once what was committed, past a hiccup of the provider. Never fails, and is waited for no longer than ten seconds or
    /// until the caller gives up: it goes on by itself then, and what does not succeed now is the worker's.
    /// </summary>
    /// <returns>Whether the provider has revoked the grant, or had before.</returns>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken = default)
    {
        try
        {
            // By real time, as everything that waits for a network.
            return await AttemptAsync(id, AttemptsAtOnce).WaitAsync(TimeAtOnce, TimeProvider.System, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException || DatabaseErrors.IsFailure(exception))
        {
            LogLeftToWorker(exception.GetType().Name);
            return false;
        }
    }

    /// <summary>
    /// Gives a pair that could not be stored to a connection that it may renew, or revokes it. Where it was never written down either,
    /// this process is all that knows it.
    /// </summary>
    public async Task GiveUpAsync(Guid? id, TokenGrant grant, Guid? flowId)
    {
        if ((id ?? await KeepAsync(grant, flowId)) is { } kept)
        {
            await RevokeAsync(kept);
            return;
        }

        try
        {
            await RevokeTokenAsync(grant.AccessToken, AttemptsAtOnce);
        }
        catch (OAuthException failure)
        {
            LogLost(failure.Code);
        }
    }

    /// <summary>Makes an attempt at each revocation that is due, for the worker to call every minute or so.</summary>
    /// <returns>How many attempts were made.</returns>
    public async Task<int> RevokeDueAsync(CancellationToken cancellationToken)
    {
        await ForgetEndedAsync(cancellationToken);
        for (var attempts = 0; ; attempts++)
        {
            if (attempts == Batch || await ClaimAsync(cancellationToken) is not { } id)
            {
                return attempts;
            }

            // Sees itself through: a service that is being stopped does not wait for it.
            await AttemptAsync(id, attempts: 1).WaitAsync(cancellationToken);
        }
    }

    // Whatever client it was for: a dead token is not kept.
    private async Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = await scope.ServiceProvider.GetRequiredService<ISharedClock>().NowAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.ExecuteSqlAsync(
            $"""
            WITH ended AS (SELECT id FROM grant_revocations WHERE ends_at <= {now} ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM grant_revocations g USING ended WHERE g.id = ended.id
            """,
            cancellationToken);
    }

    private async Task<Guid?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = await scope.ServiceProvider.GetRequiredService<ISharedClock>().NowAsync(cancellationToken);
        var claimed = await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Database.SqlQuery<Guid>(
            $"""
            UPDATE grant_revocations SET attempts = attempts + 1, next_attempt_at = {now + AttemptTime}
            WHERE id = (
                SELECT id FROM grant_revocations
                WHERE next_attempt_at <= {now} AND provider = {provider.Name} AND client_id = {provider.ClientId}
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id AS "Value"
            """).ToListAsync(cancellationToken);
        return claimed is [var id] ? id : null;
    }

    /// <returns>Whether there is nothing left to revoke.</returns>
    private async Task<bool> AttemptAsync(Guid id, int attempts)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        var clock = scope.ServiceProvider.GetRequiredService<ISharedClock>();
        if (await context.GrantRevocations.SingleOrDefaultAsync(row => row.Id == id) is not { } revocation)
        {
            return true;
        }

        try
        {
            var now = await clock.NowAsync(CancellationToken.None);
            if (await IsExchangingAsync(context, revocation, now))
            {
                await context.GrantRevocations.Where(row => row.Id == id).ExecuteUpdateAsync(
                    row => row
                        .SetProperty(column => column.NextAttemptAt, now + ExchangePause)
                        // The provider was not asked. At once nothing had been counted yet.
                        .SetProperty(column => column.Attempts, column => column.Attempts > 0 ? column.Attempts - 1 : 0),
                    CancellationToken.None);
                return false;
            }

            if (revocation.FlowId is not null && await TryRenewAsync(scope.ServiceProvider, revocation, now))
            {
                return true;
            }

            if (!await IsReplacedAsync(context, revocation))
            {
                await RevokeAtProviderAsync(context, revocation, attempts);
            }
        }
        catch (OAuthException failure)
            when (failure.Failure == OAuthFailure.Rejected || (failure.Failure == OAuthFailure.Doubtful && revocation.Attempts > 1))
        {
            // Dead already.
        }
        catch (OAuthException failure)
        {
            LogNotRevoked(id, failure.Code);
            await PostponeAsync(context, clock, revocation, failure.RetryAfter);
            return false;
        }
        catch (SealBrokenException failure)
        {
            LogNotOpened(id, failure.Message);
            await PostponeAsync(context, clock, revocation, LongestPause); // The key may be configured again.
            return false;
        }

        await context.GrantRevocations.Where(row => row.Id == id).ExecuteDeleteAsync(CancellationToken.None);
        return true;
    }

    /// <summary>
    /// Whether a flow is between its code and its stored pair: it may be of the same account, and then the provider has replaced this
    /// pair by one that must not suffer for it. Whose account it is nobody knows yet.
    /// </summary>
    private static async Task<bool> IsExchangingAsync(ZoomAspireContext context, GrantRevocation revocation, DateTimeOffset now) =>
        revocation.CreatedAt > now - PatienceForExchanges && await context.OAuthFlows.AnyAsync(flow =>
            flow.Outcome == OAuthFlowOutcome.Exchanging && flow.ExpiresAt > now && flow.Id != revocation.FlowId);

    /// <summary>Gives a flow's pair to the connection that it renews. What cannot be found out now is tried again, for a day.</summary>
    private async Task<bool> TryRenewAsync(IServiceProvider services, GrantRevocation revocation, DateTimeOffset now)
    {
        var kept = services.GetRequiredService<KeptGrants>();
        if (!kept.MayRenew(revocation, now))
        {
            return false;
        }

        var pair = Open(revocation);
        if (pair.ExpiresAt <= time.GetUtcNow())
        {
            pair = await RefreshAsync(services.GetRequiredService<ZoomAspireContext>(), revocation, pair);
        }

        return await kept.TryRenewAsync(revocation, pair);
    }

    // The provider kills a pair when its account is authorised again. Its fresh one must not suffer for it.
    private static async Task<bool> IsReplacedAsync(ZoomAspireContext context, GrantRevocation revocation) =>
        await context.Connections.AnyAsync(connection => connection.Id == revocation.ConnectionId && connection.RefreshToken != null) ||
        (revocation.ExternalUserHash is { } hash && await context.Database.SqlQuery<bool>(
            $"""
            SELECT EXISTS (
                SELECT 1 FROM connections c
                WHERE c.provider = {revocation.Provider} AND c.client_id = {revocation.ClientId} AND c.refresh_token IS NOT NULL
                  AND sha256(convert_to(c.external_user_id, 'UTF8')) = {hash}
                  AND ({revocation.FlowId}::uuid IS NULL OR c.last_refresh_at > {revocation.CreatedAt})) AS "Value"
            """).SingleAsync());

    // Only a living access token is known to revoke, and ours may have been idle for weeks, or clocks may differ.
    private async Task RevokeAtProviderAsync(ZoomAspireContext context, GrantRevocation revocation, int attempts)
    {
        var pair = Open(revocation);
        if (pair.ExpiresAt > time.GetUtcNow())
        {
            try
            {
                await RevokeTokenAsync(pair.AccessToken, attempts);
                return;
            }
            catch (OAuthException failure) when (failure.Failure is OAuthFailure.Rejected or OAuthFailure.Doubtful)
            {
                // The refresh token will say whether the grant is dead, too.
            }
        }

        var fresh = await RefreshAsync(context, revocation, pair);
        await RevokeTokenAsync(fresh.AccessToken, attempts);
    }

    // The pair before is dead then: a crash before the fresh one is revoked must not leave it to nobody.
    private async Task<TokenPair> RefreshAsync(ZoomAspireContext context, GrantRevocation revocation, TokenPair pair)
    {
        var grant = await provider.RefreshAsync(pair.RefreshToken, CancellationToken.None);
        revocation.AccessToken = sealer.Seal(grant.AccessToken, SealedPlace.RevokedAccessTokenOf(revocation.Id));
        revocation.RefreshToken = sealer.Seal(grant.RefreshToken, SealedPlace.RevokedRefreshTokenOf(revocation.Id));
        revocation.AccessTokenExpiresAt = time.GetUtcNow() + grant.Lifetime;
        revocation.EndsAt = time.GetUtcNow() + provider.RefreshTokenLifetime;
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogNotKept(exception.GetType().Name); // It can still be revoked.
        }

        return new TokenPair(grant.AccessToken, grant.RefreshToken, revocation.AccessTokenExpiresAt);
    }

    private static async Task PostponeAsync(ZoomAspireContext context, ISharedClock clock, GrantRevocation revocation, TimeSpan? atLeast)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(revocation.Attempts, MaxDoublings));
        pause = pause < LongestPause ? pause : LongestPause;
        var next = await clock.NowAsync(CancellationToken.None) + (atLeast > pause ? atLeast.Value : pause);
        await context.GrantRevocations.Where(row => row.Id == revocation.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.NextAttemptAt, next), CancellationToken.None);
    }

    private GrantRevocation NewKept(TokenGrant grant, Guid? flowId, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7();
        return new GrantRevocation
        {
            Id = id,
            Provider = provider.Name,
            ClientId = provider.ClientId,
            CreatedAt = now,
            AuthorizedAt = FlowApproval.ProviderTime(grant.Date, now),
            FlowId = flowId,
            Scopes = grant.Scopes,
            ApiUrl = provider.ApiUrl(grant.ApiUrl).AbsoluteUri,
            AccessToken = sealer.Seal(grant.AccessToken, SealedPlace.RevokedAccessTokenOf(id)),
            RefreshToken = sealer.Seal(grant.RefreshToken, SealedPlace.RevokedRefreshTokenOf(id)),
            AccessTokenExpiresAt = time.GetUtcNow() + grant.Lifetime,
            EndsAt = now + provider.RefreshTokenLifetime,
            NextAttemptAt = now + StoringTime,
        };
    }

    private TokenPair Open(GrantRevocation revocation) => new(
        sealer.Open(revocation.AccessToken, SealedPlace.RevokedAccessTokenOf(revocation.Id)),
        sealer.Open(revocation.RefreshToken, SealedPlace.RevokedRefreshTokenOf(revocation.Id)),
        revocation.AccessTokenExpiresAt);

    private async Task RevokeTokenAsync(string accessToken, int attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await provider.RevokeAsync(accessToken, CancellationToken.None);
                return;
            }
            catch (OAuthException failure) when (failure.Failure == OAuthFailure.Transient && attempt < attempts)
            {
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Grant {RevocationId} could not be revoked at the provider ({Code}) and is tried again")]
    private partial void LogNotRevoked(Guid revocationId, string code);

    [LoggerMessage(LogLevel.Warning, "A revocation that is to come is left to the worker: {Reason}")]
    private partial void LogLeftToWorker(string reason);

    [LoggerMessage(LogLevel.Error, "Grant {RevocationId} cannot be revoked: {Reason}")]
    private partial void LogNotOpened(Guid revocationId, string reason);

    [LoggerMessage(LogLevel.Warning, "A pair that is to be revoked could not be written down ({Reason})")]
    private partial void LogNotKept(string reason);

    [LoggerMessage(LogLevel.Error, "A grant could neither be stored nor revoked ({Code}): nobody has its tokens any more")]
    private partial void LogLost(string code);
}
