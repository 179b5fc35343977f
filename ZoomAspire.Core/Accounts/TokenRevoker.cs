using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Revokes at the provider what we no longer use. A pair is first written down, in the transaction that takes it from its connection;
/// then it is revoked at once, or, where that fails or the process dies, by the worker. A singleton.
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

    /// <summary>Adds a pair to the caller's context, to be saved together with the loss of the connection's own.</summary>
    public GrantRevocation Add(ZoomAspireContext context, TokenPair pair, Connection connection)
    {
        var issuedAt = connection.LastRefreshAt ?? time.GetUtcNow();
        var revocation = NewRevocation(pair, connection.Id, AttemptTime, issuedAt + provider.RefreshTokenLifetime);
        context.GrantRevocations.Add(revocation);
        return revocation;
    }

    /// <summary>
    /// Writes a fresh pair down before it is stored with its account, in a transaction of its own: unless whoever stores it takes it
    /// back by <see cref="TakeBackAsync"/>, it is revoked some minutes later.
    /// </summary>
    /// <returns>For <see cref="TakeBackAsync"/> or <see cref="RevokeOrphanAsync"/>; null where the database is away.</returns>
    public async Task<Guid?> KeepAsync(TokenPair pair)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
            var revocation = NewRevocation(pair, null, StoringTime, time.GetUtcNow() + provider.RefreshTokenLifetime);
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
    /// Revokes at once what was committed, with a few attempts. Never fails, and goes on beyond the caller's cancellation: what does
    /// not succeed now is the worker's.
    /// </summary>
    /// <returns>Whether the provider has revoked the grant, or had before.</returns>
    public async Task<bool> RevokeAsync(Guid id)
    {
        try
        {
            return await AttemptAsync(id, AttemptsAtOnce);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogLeftToWorker(exception.GetType().Name);
            return false;
        }
    }

    /// <summary>Revokes a pair that could not be stored. Where it was never written down either, this process is all that knows it.</summary>
    public async Task RevokeOrphanAsync(Guid? id, TokenPair pair)
    {
        if ((id ?? await KeepAsync(pair)) is { } kept)
        {
            await RevokeAsync(kept);
            return;
        }

        try
        {
            await RevokeTokenAsync(pair, AttemptsAtOnce);
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

            await AttemptAsync(id, attempts: 1);
        }
    }

    // Whatever client it was for: a dead token is not kept.
    private async Task ForgetEndedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().GrantRevocations
            .Where(revocation => revocation.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<Guid?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
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
        if (await context.GrantRevocations.SingleOrDefaultAsync(row => row.Id == id) is not { } revocation)
        {
            return true;
        }

        try
        {
            if (!await IsReplacedAsync(context, revocation))
            {
                await RevokeAtProviderAsync(context, revocation, attempts);
            }
        }
        catch (OAuthException failure) when (failure.Failure == OAuthFailure.Rejected)
        {
            // Dead already.
        }
        catch (OAuthException failure)
        {
            LogNotRevoked(id, failure.Code);
            await PostponeAsync(context, revocation, failure.RetryAfter);
            return false;
        }
        catch (SealBrokenException failure)
        {
            LogNotOpened(id, failure.Message);
            await PostponeAsync(context, revocation, LongestPause); // The key may be configured again.
            return false;
        }

        await context.GrantRevocations.Where(row => row.Id == id).ExecuteDeleteAsync(CancellationToken.None);
        return true;
    }

    // The provider kills a pair when its account is authorised again. Its fresh one must not suffer for it.
    private static Task<bool> IsReplacedAsync(ZoomAspireContext context, GrantRevocation revocation) => context.Connections.AnyAsync(
        connection => connection.Id == revocation.ConnectionId && connection.RefreshToken != null);

    // Only a living access token is known to revoke, and ours may have been idle for weeks, or clocks may differ.
    private async Task RevokeAtProviderAsync(ZoomAspireContext context, GrantRevocation revocation, int attempts)
    {
        var pair = Open(revocation);
        if (pair.ExpiresAt > time.GetUtcNow())
        {
            try
            {
                await RevokeTokenAsync(pair, attempts);
                return;
            }
            catch (OAuthException failure) when (failure.Failure == OAuthFailure.Rejected)
            {
                // The refresh token will say whether the grant is dead, too.
            }
        }

        var grant = await RepeatAsync(() => provider.RefreshAsync(pair.RefreshToken, CancellationToken.None), attempts);
        var fresh = new TokenPair(grant.AccessToken, grant.RefreshToken, time.GetUtcNow() + grant.Lifetime);
        await ReplaceAsync(context, revocation, fresh);
        await RevokeTokenAsync(fresh, attempts);
    }

    private Task<bool> RevokeTokenAsync(TokenPair pair, int attempts) => RepeatAsync(
        async () =>
        {
            await provider.RevokeAsync(pair.AccessToken, CancellationToken.None);
            return true;
        },
        attempts);

    // The pair before is dead now: a crash before the fresh one is revoked must not leave it to nobody.
    private async Task ReplaceAsync(ZoomAspireContext context, GrantRevocation revocation, TokenPair pair)
    {
        revocation.AccessToken = sealer.Seal(pair.AccessToken, SealedPlace.RevokedAccessTokenOf(revocation.Id));
        revocation.RefreshToken = sealer.Seal(pair.RefreshToken, SealedPlace.RevokedRefreshTokenOf(revocation.Id));
        revocation.AccessTokenExpiresAt = pair.ExpiresAt;
        revocation.EndsAt = time.GetUtcNow() + provider.RefreshTokenLifetime;
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogNotKept(exception.GetType().Name); // It can still be revoked.
        }
    }

    private Task<int> PostponeAsync(ZoomAspireContext context, GrantRevocation revocation, TimeSpan? atLeast)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(revocation.Attempts, MaxDoublings));
        pause = pause < LongestPause ? pause : LongestPause;
        var next = time.GetUtcNow() + (atLeast > pause ? atLeast.Value : pause);
        return context.GrantRevocations.Where(row => row.Id == revocation.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(column => column.NextAttemptAt, next), CancellationToken.None);
    }

    private GrantRevocation NewRevocation(TokenPair pair, long? connectionId, TimeSpan workerAfter, DateTimeOffset endsAt)
    {
        var id = Guid.CreateVersion7();
        return new GrantRevocation
        {
            Id = id,
            Provider = provider.Name,
            ClientId = provider.ClientId,
            ConnectionId = connectionId,
            AccessToken = sealer.Seal(pair.AccessToken, SealedPlace.RevokedAccessTokenOf(id)),
            RefreshToken = sealer.Seal(pair.RefreshToken, SealedPlace.RevokedRefreshTokenOf(id)),
            AccessTokenExpiresAt = pair.ExpiresAt,
            EndsAt = endsAt,
            NextAttemptAt = time.GetUtcNow() + workerAfter,
        };
    }

    private TokenPair Open(GrantRevocation revocation) => new(
        sealer.Open(revocation.AccessToken, SealedPlace.RevokedAccessTokenOf(revocation.Id)),
        sealer.Open(revocation.RefreshToken, SealedPlace.RevokedRefreshTokenOf(revocation.Id)),
        revocation.AccessTokenExpiresAt);

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> request, int attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request();
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
