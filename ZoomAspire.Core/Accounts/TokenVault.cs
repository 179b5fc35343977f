using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Hands out valid access tokens, and is the only place where they are refreshed. A singleton; one refresh at a time for each
/// connection, across all processes.
/// </summary>
/// <remarks>
/// Providers rotate: a refresh gives a new pair and kills the old one. So a refresh holds the lock of the connection's row, reads
/// the row again inside it, and commits the new pair before anybody gets to use it. Within the process callers share one refresh,
/// so that at most one database connection of ours waits for that lock.
/// </remarks>
public sealed partial class TokenVault
{
    /// <summary>How long before its end a token is replaced: longer than any request takes that was given it.</summary>
    internal static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan IdleTime = TimeSpan.FromDays(30);
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromHours(1);
    private const int IdleBatch = 100;
    private const string RefusedInDoubt = "refused_in_doubt";
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<long, Lazy<Task<AccessToken>>> _refreshes = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly IOAuthProvider _provider;
    private readonly OrganizationTokens _organization;
    private readonly TokenRevoker _revoker;
    private readonly AccountsMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TokenVault> _logger;

    internal TokenVault(
        IServiceScopeFactory scopes,
        IOAuthProvider provider,
        OrganizationTokens organization,
        TokenRevoker revoker,
        AccountsMetrics metrics,
        TimeProvider time,
        ILogger<TokenVault> logger)
    {
        _scopes = scopes;
        _provider = provider;
        _organization = organization;
        _revoker = revoker;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>How long a refresh waits for somebody else's; must stay below the time limit of a database command (30 s).</summary>
    internal TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A token that is good for at least a few minutes, refreshed if need be.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up waiting; a refresh that has begun is seen through.</param>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">There is no such connection, or it has ended.</exception>
    /// <exception cref="OrganizationRefusedException">The connection is linked, and Zoom refuses its organisation's app.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now; never a reason to give the connection up.</exception>
    /// <exception cref="SealBrokenException">The tokens cannot be opened with the configured keys.</exception>
    public async Task<AccessToken> GetAsync(long connectionId, CancellationToken cancellationToken) =>
        await ReadAsync(connectionId, cancellationToken) ?? await RefreshAsync(connectionId, null, cancellationToken);

    /// <summary>A token other than the one that the API has just answered with 401: refreshed unless somebody already did.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="rejected">The token that was refused.</param>
    /// <param name="cancellationToken">Gives up waiting; a refresh that has begun is seen through.</param>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">There is no such connection, or it has ended.</exception>
    /// <exception cref="OrganizationRefusedException">The connection is linked, and Zoom refuses its organisation's app.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now; never a reason to give the connection up.</exception>
    /// <exception cref="SealBrokenException">The tokens cannot be opened with the configured keys.</exception>
    public Task<AccessToken> ReplaceRejectedAsync(long connectionId, AccessToken rejected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        return rejected.UserId is { } userId
            ? ReplaceForAsync(userId, rejected, cancellationToken)
            : RefreshAsync(connectionId, rejected.Value, cancellationToken);
    }

    /// <summary>The token of the organisation's app, for requests about none of our connections.</summary>
    /// <param name="rejected">The token that the API has just answered with 401, if any.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    internal Task<AccessToken> GetOrganizationAsync(AccessToken? rejected, CancellationToken cancellationToken) => rejected is null
        ? _organization.GetAsync(cancellationToken)
        : _organization.ReplaceRejectedAsync(rejected, cancellationToken);

    /// <summary>
    /// Sees whether the organisation's app works again, for the worker to call every minute or so: what waits for it goes on then.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ProbeOrganizationAsync(CancellationToken cancellationToken) => _organization.ProbeAsync(cancellationToken);

    private async Task<AccessToken> ReplaceForAsync(ZoomUserId userId, AccessToken rejected, CancellationToken cancellationToken) =>
        await _organization.ReplaceRejectedAsync(rejected, cancellationToken) with { UserId = userId };

    /// <summary>A fresh token, whatever the present one is worth: refreshed once, or by somebody else in this moment.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up waiting; a refresh that has begun is seen through.</param>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">There is no such connection, or it has ended.</exception>
    /// <exception cref="OrganizationRefusedException">The connection is linked, and Zoom refuses its organisation's app.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now; never a reason to give the connection up.</exception>
    /// <exception cref="SealBrokenException">The tokens cannot be opened with the configured keys.</exception>
    public async Task<AccessToken> RefreshNowAsync(long connectionId, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<ConnectionStore>();
        var connection = Alive(
            connectionId,
            await store.Context.Connections.AsNoTracking().SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken));
        return connection.GrantType == GrantType.AccountCredentials
            ? await _organization.RefreshNowForAsync(connection, cancellationToken)
            : await RefreshAsync(connectionId, Read(store, connection).Value, cancellationToken);
    }

    /// <summary>
    /// Refreshes connections that have not been refreshed for a month, for the worker to call now and then: refresh tokens end
    /// after 90 days. Failures are kept with the connection, and do not stop the others.
    /// </summary>
    /// <param name="cancellationToken">Stops between two connections.</param>
    /// <returns>How many were refreshed.</returns>
    public async Task<int> RefreshIdleAsync(CancellationToken cancellationToken)
    {
        var idleSince = _time.GetUtcNow() - IdleTime;
        var refreshed = 0;
        for (var after = 0L; await FindIdleAsync(idleSince, after, cancellationToken) is [.., var last] batch; after = last)
        {
            foreach (var connectionId in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                refreshed += await TryRefreshIdleAsync(connectionId, cancellationToken) ? 1 : 0;
            }
        }

        return refreshed;
    }

    private async Task<bool> TryRefreshIdleAsync(long connectionId, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(connectionId, null, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is OAuthException or ReauthorizationRequiredException or ConnectionGoneException)
        {
            return false; // Logged and stored where it happened.
        }
        catch (SealBrokenException failure)
        {
            LogNotOpened(connectionId, failure.Message);
            return false;
        }
    }

    // Page by page in the order of the keys: those that fail stay idle and must not stand in the way of the others.
    private async Task<List<long>> FindIdleAsync(DateTimeOffset idleSince, long after, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().Connections
            .Where(connection => connection.Id > after && connection.GrantType == GrantType.AuthorizationCode &&
                connection.Status == ConnectionStatus.Active && connection.LastRefreshAt < idleSince)
            .OrderBy(connection => connection.Id)
            .Select(connection => connection.Id)
            .Take(IdleBatch)
            .ToListAsync(cancellationToken);
    }

    private async Task<AccessToken?> ReadAsync(long connectionId, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<ConnectionStore>();
        var connection = Alive(
            connectionId,
            await store.Context.Connections.AsNoTracking().SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken));
        var now = _time.GetUtcNow();
        if (connection.LastUsedAt is not { } lastUsed || now - lastUsed > LastUsedPrecision)
        {
            await store.Context.Connections.Where(row => row.Id == connectionId)
                .ExecuteUpdateAsync(row => row.SetProperty(column => column.LastUsedAt, now), cancellationToken);
        }

        return connection.GrantType == GrantType.AccountCredentials
            ? await _organization.GetForAsync(connection, cancellationToken)
            : Usable(store, connection, null);
    }

    /// <summary>Joins the refresh that this process has under way for the connection, or begins one.</summary>
    private async Task<AccessToken> RefreshAsync(long connectionId, string? rejected, CancellationToken cancellationToken)
    {
        while (true)
        {
            var own = new Lazy<Task<AccessToken>>(() => RefreshAndLeaveAsync(connectionId, rejected));
            var shared = _refreshes.GetOrAdd(connectionId, own);
            // Who begins a refresh sees it through, whatever happens to the caller: a pair that nobody stores is a lost connection.
            if (shared == own)
            {
                return await own.Value;
            }

            var token = await shared.Value.WaitAsync(cancellationToken);
            if (token.Value != rejected)
            {
                return token;
            }
        }
    }

    private async Task<AccessToken> RefreshAndLeaveAsync(long connectionId, string? rejected)
    {
        try
        {
            return await RefreshUnsharedAsync(connectionId, rejected);
        }
        finally
        {
            _refreshes.TryRemove(connectionId, out _);
        }
    }

    private async Task<AccessToken> RefreshUnsharedAsync(long connectionId, string? rejected)
    {
        while (true)
        {
            var (token, refusal) = await TryRefreshAsync(connectionId, rejected);
            if (token is not null)
            {
                return token;
            }

            await SuspendUnlessRotatedAsync(connectionId, refusal!);
        }
    }

    /// <returns>A token; or, if the provider refuses the refresh token, which pair it refused.</returns>
    private async Task<(AccessToken? Token, Refusal? Refusal)> TryRefreshAsync(long connectionId, string? rejected)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<ConnectionStore>();
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        var connection = await LockAsync(store, connectionId);
        if (Usable(store, connection, rejected) is { } current)
        {
            return (current, null);
        }

        var now = await store.Clock.NowAsync(CancellationToken.None);
        if (RefreshTurn.Left(connection.RefreshNotBefore, now) is { } pause)
        {
            return rejected is null && connection.AccessTokenExpiresAt > _time.GetUtcNow()
                ? (Read(store, connection), null)
                : throw new OAuthException(OAuthFailure.Transient, "paused_after_failure", pause);
        }

        TokenGrant grant;
        try
        {
            grant = await AskAsync(store.Open(connection).RefreshToken);
        }
        catch (OAuthException failure) when (failure.Failure is OAuthFailure.Rejected or OAuthFailure.Doubtful)
        {
            return (null, new Refusal(connection.Version, failure.Code, failure.Failure == OAuthFailure.Rejected));
        }
        catch (OAuthException failure)
        {
            // What was not sent has not failed: it says nothing of this connection, and need not be held back.
            if (failure.Code != OAuthException.LeftAlone)
            {
                NoteFailure(store, connection, failure, await store.Clock.NowAsync(CancellationToken.None));
                await store.Context.SaveChangesAsync(CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
            }

            if (rejected is null && connection.AccessTokenExpiresAt > _time.GetUtcNow())
            {
                return (Read(store, connection), null); // It was asked ahead of time: a few good minutes are left.
            }

            throw;
        }

        // Outside of what catches refusals: whatever goes wrong from here on says nothing of the provider.
        await StoreAsync(store, transaction, connection, grant, now);
        _metrics.TokenRefreshed("refreshed");
        LogRefreshed(connectionId);
        return (new AccessToken(grant.AccessToken, _provider.ApiUrl(grant.ApiUrl)) { AccountId = connection.AccountId }, null);
    }

    /// <summary>
    /// Asks the provider for the next pair. Where the connection broke the answer may have been lost, and with it the next pair: asked
    /// again at once, the old one is still good for a moment.
    /// </summary>
    private async Task<TokenGrant> AskAsync(string refreshToken)
    {
        try
        {
            return await _provider.RefreshAsync(refreshToken, CancellationToken.None);
        }
        catch (OAuthException failure) when (failure is { Failure: OAuthFailure.Transient, Code: OAuthException.Network })
        {
            return await _provider.RefreshAsync(refreshToken, CancellationToken.None);
        }
    }

    /// <summary>
    /// A refused refresh token means a dead link only if no newer one exists, nor can be on its way: see <see cref="RefusalJudge"/>.
    /// While that is open the refusal counts as a failure like others, so that the dead pair is not sent again at once.
    /// </summary>
    private async Task SuspendUnlessRotatedAsync(long connectionId, Refusal refusal)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<ConnectionStore>();
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        var connection = await LockAsync(store, connectionId);
        if (connection.Version != refusal.Version)
        {
            return;
        }

        var now = await store.Clock.NowAsync(CancellationToken.None);
        if (!await scope.ServiceProvider.GetRequiredService<RefusalJudge>().BelievesAsync(connection, refusal.IsCertain, now))
        {
            NoteFailure(store, connection, new OAuthException(OAuthFailure.Transient, RefusedInDoubt), now);
            await store.Context.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            throw new OAuthException(OAuthFailure.Transient, RefusedInDoubt, RefreshTurn.Left(connection.RefreshNotBefore, now));
        }

        NoteFailure(store, connection, new OAuthException(OAuthFailure.Rejected, refusal.Code), now);
        await store.SuspendAsync(connection, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        throw new ReauthorizationRequiredException(connectionId);
    }

    private void NoteFailure(ConnectionStore store, Connection connection, OAuthException failure, DateTimeOffset now)
    {
        connection.RefreshErrorCount++;
        connection.LastRefreshError = failure.Code;
        connection.RefreshNotBefore = now + RefreshTurn.PauseAfter(failure, connection.RefreshErrorCount, LongestAskedPause);
        var kind = failure.Failure.ToString().ToLowerInvariant();
        if (connection.RefreshErrorCount == 1)
        {
            // The first of a series: an outage of a day must not be hundreds of lines that nobody can delete.
            store.Audit(connection, new AuditLine(AuditActions.RefreshFailed, AuditActors.Provider) { Detail = $"{kind}: {failure.Code}" });
        }

        _metrics.TokenRefreshed(kind);
        LogRefreshFailed(connection.Id, failure.Failure, failure.Code);
    }

    private async Task<Connection> LockAsync(ConnectionStore store, long connectionId) => Alive(
        connectionId,
        await RefreshTurn.TakeAsync(store.Context, LockTimeout, () => store.LockAsync(connectionId, CancellationToken.None)));

    private static Connection Alive(long connectionId, Connection? connection) => connection?.Status switch
    {
        ConnectionStatus.Active => connection,
        ConnectionStatus.NeedsReauth => throw new ReauthorizationRequiredException(connectionId, connection.PausedAt is not null),
        _ => throw new ConnectionGoneException(connectionId),
    };

    private AccessToken? Usable(ConnectionStore store, Connection connection, string? rejected) =>
        connection.AccessTokenExpiresAt - _time.GetUtcNow() > RefreshAhead && Read(store, connection) is var token && token.Value != rejected
            ? token
            : null;

    private AccessToken Read(ConnectionStore store, Connection connection) =>
        new(store.Open(connection).AccessToken, _provider.ApiUrl(connection.ApiUrl)) { AccountId = connection.AccountId };

    private sealed record Refusal(int Version, string Code, bool IsCertain);

    [LoggerMessage(LogLevel.Debug, "The tokens of connection {ConnectionId} were refreshed")]
    private partial void LogRefreshed(long connectionId);

    [LoggerMessage(LogLevel.Error, "The tokens of connection {ConnectionId} cannot be opened: {Reason}")]
    private partial void LogNotOpened(long connectionId, string reason);

    [LoggerMessage(LogLevel.Warning, "The tokens of connection {ConnectionId} could not be refreshed: {Failure}, {Code}")]
    private partial void LogRefreshFailed(long connectionId, OAuthFailure failure, string code);
}
