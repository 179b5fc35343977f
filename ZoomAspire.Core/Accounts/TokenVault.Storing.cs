using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <content>
/// Storing a fresh pair. The one before is dead at the provider, so until the fresh one is committed this process is all that has it.
/// </content>
public sealed partial class TokenVault
{
    /// <summary>
    /// How long storing is tried: a database fails over within half a minute, and a session of ours that broke gives its lock back
    /// within <see cref="RefreshTurn.LongestIdle"/>.
    /// </summary>
    private static readonly TimeSpan StoringTime = TimeSpan.FromMinutes(2);

    // Short to the end: a process that is being stopped has 25 s, and must not spend them between two tries.
    private static readonly TimeSpan LongestStoringPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstStoringPause = TimeSpan.FromSeconds(0.25);

    private async Task StoreAsync(
        ConnectionStore store, IDbContextTransaction transaction, Connection connection, TokenGrant grant, DateTimeOffset now)
    {
        var version = connection.Version;
        try
        {
            store.SetTokens(connection, grant, now);
            await store.Context.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception) when (IsOfDatabase(exception))
        {
            LogNotStored(connection.Id, exception.GetType().Name);
            await transaction.DisposeAsync(); // Gives the lock back, or the broken connection up.
            await StoreStubbornlyAsync(connection.Id, version, grant);
        }
    }

    private async Task StoreStubbornlyAsync(long connectionId, int version, TokenGrant grant)
    {
        var until = _time.GetUtcNow() + StoringTime;
        for (var pause = TimeSpan.Zero; ; pause = Longer(pause))
        {
            await Task.Delay(pause, _time);
            try
            {
                await StoreAgainAsync(connectionId, version, grant);
                return;
            }
            catch (Exception exception) when (IsOfDatabase(exception) && _time.GetUtcNow() < until)
            {
                LogNotStored(connectionId, exception.GetType().Name);
            }
            catch (Exception exception) when (IsOfDatabase(exception))
            {
                LogLost(connectionId, exception.GetType().Name);
                throw;
            }
        }
    }

    /// <summary>
    /// With a context of its own, and waiting for the row's lock as long as a command may take. Whoever had that lock meanwhile may have
    /// been refused with the dead pair, or have ended the connection.
    /// </summary>
    /// <exception cref="ConnectionGoneException">It ended; the pair is given up to be revoked.</exception>
    private async Task StoreAgainAsync(long connectionId, int version, TokenGrant grant)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<ConnectionStore>();
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        var connection = await store.LockAsync(connectionId, CancellationToken.None);
        var now = await store.Clock.NowAsync(CancellationToken.None);
        if (connection is null or { Status: ConnectionStatus.Revoked })
        {
            await GiveUpAsync(store, transaction, connection, grant, now);
            throw new ConnectionGoneException(connectionId);
        }

        if (connection.Version != version)
        {
            return; // Committed after all, or a newer pair has taken its place.
        }

        var (pausedAt, since) = (connection.PausedAt, connection.NeedsReauthSince);
        var restores = connection.Status == ConnectionStatus.NeedsReauth && pausedAt is null;
        store.SetTokens(connection, grant, now);
        if (restores)
        {
            connection.Status = ConnectionStatus.Active;
        }
        else
        {
            (connection.PausedAt, connection.NeedsReauthSince) = (pausedAt, since); // The provider says when a deactivated user is back.
        }

        await store.Context.SaveChangesAsync(CancellationToken.None);
        if (restores)
        {
            await store.RestoredAsync(connection, CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private async Task GiveUpAsync(
        ConnectionStore store, IDbContextTransaction transaction, Connection? connection, TokenGrant grant, DateTimeOffset now)
    {
        if (connection is null)
        {
            await _revoker.GiveUpAsync(null, grant, flowId: null);
            return;
        }

        var pair = new TokenPair(grant.AccessToken, grant.RefreshToken, _time.GetUtcNow() + grant.Lifetime);
        var revocation = _revoker.Add(store.Context, pair, connection, now);
        await store.Context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        await _revoker.RevokeAsync(revocation.Id);
    }

    // The client throws the latter where what is left of a broken connection is used once more.
    private static bool IsOfDatabase(Exception exception) =>
        DatabaseErrors.IsFailure(exception) || exception is InvalidOperationException { Source: "Npgsql" };

    private static TimeSpan Longer(TimeSpan pause) => pause == TimeSpan.Zero
        ? FirstStoringPause
        : pause * 2 < LongestStoringPause ? pause * 2 : LongestStoringPause;

    [LoggerMessage(LogLevel.Warning, "The fresh tokens of connection {ConnectionId} could not be stored ({Reason}), trying again")]
    private partial void LogNotStored(long connectionId, string reason);

    [LoggerMessage(LogLevel.Error, "The fresh tokens of connection {ConnectionId} could not be stored and are lost: {Reason}")]
    private partial void LogLost(long connectionId, string reason);
}
