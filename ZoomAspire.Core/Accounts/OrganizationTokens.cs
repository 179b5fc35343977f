using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Hands out the token of the organisation's app. It is kept sealed in the database: one for all its users, processes and restarts.
/// A fresh one is asked for by one process at a time, under the lock of the row, which also remembers failures. A singleton.
/// </summary>
internal sealed partial class OrganizationTokens(
    IServiceScopeFactory scopes,
    IOrganizationApp app,
    IOAuthProvider provider,
    Sealer sealer,
    AccountsMetrics metrics,
    TimeProvider time,
    ILogger<OrganizationTokens> logger)
{
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromHours(1);

    private Lazy<Task<AccessToken>>? _refresh;

    /// <summary>How long a request waits for somebody else's; must stay below the time limit of a database command (30 s).</summary>
    internal TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A token that is good for at least a few minutes.</summary>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the app, or there is none: the operator must act.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now.</exception>
    /// <exception cref="SealBrokenException">The token cannot be opened with the configured keys.</exception>
    public async Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        DemandApp();
        await using var scope = scopes.CreateAsyncScope();
        var row = await FindAsync(scope.ServiceProvider.GetRequiredService<ZoomAspireContext>(), cancellationToken);
        return (row is null ? null : Usable(row, rejected: null)) ?? await RefreshAsync(null, cancellationToken);
    }

    /// <summary>The same, for a linked connection.</summary>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the app, or there is none: the operator must act.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now.</exception>
    /// <exception cref="SealBrokenException">The token cannot be opened with the configured keys.</exception>
    public async Task<AccessToken> GetForAsync(Connection connection, CancellationToken cancellationToken) =>
        connection.AccountId == app.AccountId
            ? await GetAsync(cancellationToken) with { UserId = connection.ExternalUserId }
            : throw NotConfigured();

    /// <summary>
    /// Asks for a token where the last request was refused, unless that was a moment ago, so that what waits goes on as soon as the
    /// operator has acted; and notes where there is no app any more.
    /// </summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>().OrganizationTokens
            .Where(row => row.Provider == app.Provider);
        var now = time.GetUtcNow();
        await rows.Where(row => row.AccountId != app.AccountId && row.RefusedSince == null).ExecuteUpdateAsync(
            row => row.SetProperty(column => column.RefusedSince, now).SetProperty(column => column.LastRefreshError, "not_configured"),
            cancellationToken);
        if (app.IsConfigured && await rows.AnyAsync(row => row.AccountId == app.AccountId && row.RefusedSince != null, cancellationToken))
        {
            try
            {
                await RefreshAsync(null, cancellationToken);
            }
            catch (Exception exception) when (exception is OAuthException or OrganizationRefusedException or SealBrokenException)
            {
                // Logged and stored where it happened.
            }
        }
    }

    /// <summary>A token other than the one that the API has just answered with 401.</summary>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the app, or there is none: the operator must act.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now.</exception>
    /// <exception cref="SealBrokenException">The token cannot be opened with the configured keys.</exception>
    public Task<AccessToken> ReplaceRejectedAsync(AccessToken rejected, CancellationToken cancellationToken)
    {
        DemandApp();
        return RefreshAsync(rejected.Value, cancellationToken);
    }

    /// <summary>A fresh token for a linked connection, whatever the present one is worth: fetched once.</summary>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the app, or there is none: the operator must act.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now.</exception>
    /// <exception cref="SealBrokenException">The token cannot be opened with the configured keys.</exception>
    public async Task<AccessToken> RefreshNowForAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.AccountId != app.AccountId)
        {
            throw NotConfigured();
        }

        DemandApp();
        await using var scope = scopes.CreateAsyncScope();
        var present = await FindAsync(scope.ServiceProvider.GetRequiredService<ZoomAspireContext>(), cancellationToken) is { } row
            ? Read(row, rejected: null)
            : null;
        return await RefreshAsync(present?.Value, cancellationToken) with { UserId = connection.ExternalUserId };
    }

    private Task<OrganizationToken?> FindAsync(ZoomAspireContext context, CancellationToken cancellationToken) =>
        context.OrganizationTokens.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Provider == app.Provider && row.AccountId == app.AccountId, cancellationToken);

    private void DemandApp()
    {
        if (!app.IsConfigured)
        {
            throw NotConfigured();
        }
    }

    private static OrganizationRefusedException NotConfigured() => new("The organisation's app at Zoom is not configured any more.");

    /// <summary>Joins the request that this process has under way, or begins one.</summary>
    private async Task<AccessToken> RefreshAsync(string? rejected, CancellationToken cancellationToken)
    {
        while (true)
        {
            var own = new Lazy<Task<AccessToken>>(() => RefreshAndLeaveAsync(rejected));
            var shared = Interlocked.CompareExchange(ref _refresh, own, null) ?? own;
            var token = await shared.Value.WaitAsync(cancellationToken);
            // What this request brought is all that there is, should it be the same once more.
            if (shared == own || token.Value != rejected)
            {
                return token;
            }
        }
    }

    private async Task<AccessToken> RefreshAndLeaveAsync(string? rejected)
    {
        try
        {
            return await RefreshUnsharedAsync(rejected);
        }
        finally
        {
            Interlocked.Exchange(ref _refresh, null);
        }
    }

    private async Task<AccessToken> RefreshUnsharedAsync(string? rejected)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var row = await LockAsync(context);
        var clock = scope.ServiceProvider.GetRequiredService<ISharedClock>();
        if (row.RefusedSince is null && Usable(row, rejected) is { } current)
        {
            return current;
        }

        if (RefreshTurn.Left(row.RefreshNotBefore, await clock.NowAsync(CancellationToken.None)) is { } pause)
        {
            return StillGood(row, rejected) ?? throw Paused(row, pause);
        }

        try
        {
            var token = Store(row, await app.GrantAsync(CancellationToken.None), scope.ServiceProvider.GetRequiredService<AuditLog>(), context);
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            return token;
        }
        catch (OAuthException failure)
        {
            row.RefreshErrorCount++;
            row.RefreshNotBefore = await clock.NowAsync(CancellationToken.None) + PauseAfter(failure, row.RefreshErrorCount);
            NoteFailure(row, failure, scope.ServiceProvider.GetRequiredService<AuditLog>(), context);
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            if (StillGood(row, rejected) is { } old)
            {
                return old;
            }

            if (row.RefusedSince is null)
            {
                throw;
            }

            throw Refused(row, failure);
        }
    }

    /// <summary>The row, locked until the transaction ends. What another app left there is forgotten.</summary>
    private async Task<OrganizationToken> LockAsync(ZoomAspireContext context)
    {
        var rows = await RefreshTurn.TakeAsync(context, LockTimeout, () => context.OrganizationTokens.FromSql(
            $"""
            INSERT INTO organization_tokens (provider, account_id, client_id, access_token_expires_at, scopes, refresh_error_count)
            VALUES ({app.Provider}, {app.AccountId}, {app.ClientId}, {time.GetUtcNow()}, '', 0)
            ON CONFLICT (provider, account_id) DO UPDATE SET provider = excluded.provider
            RETURNING *
            """).ToListAsync());
        var row = rows.Single();
        if (row.ClientId != app.ClientId)
        {
            Forget(row);
        }

        return row;
    }

    private void Forget(OrganizationToken row)
    {
        row.ClientId = app.ClientId;
        row.AccessToken = null;
        row.RefreshErrorCount = 0;
        row.LastRefreshError = null;
        row.RefreshNotBefore = null;
        row.RefusedSince = null;
    }

    private AccessToken Store(OrganizationToken row, OrganizationGrant grant, AuditLog audit, ZoomAspireContext context)
    {
        if (row.RefusedSince is not null)
        {
            audit.Add(context, new AuditLine(AuditActions.OrganizationRestored, AuditActors.Provider));
        }

        row.AccessToken = sealer.Seal(grant.AccessToken, SealedPlace.OrganizationTokenOf(row.Id));
        row.AccessTokenExpiresAt = time.GetUtcNow() + grant.Lifetime;
        row.Scopes = grant.Scopes;
        row.ApiUrl = provider.ApiUrl(grant.ApiUrl).AbsoluteUri;
        row.LastRefreshAt = time.GetUtcNow();
        row.RefreshErrorCount = 0;
        row.LastRefreshError = null;
        row.RefreshNotBefore = null;
        row.RefusedSince = null;
        metrics.TokenRefreshed("refreshed");
        LogRefreshed();
        return new AccessToken(grant.AccessToken, new Uri(row.ApiUrl)) { AccountId = app.AccountId };
    }

    private void NoteFailure(OrganizationToken row, OAuthException failure, AuditLog audit, ZoomAspireContext context)
    {
        row.LastRefreshError = failure.Code;
        var kind = failure.Failure.ToString().ToLowerInvariant();
        // A refused app stays refused until it is not: what fails otherwise meanwhile says nothing about it.
        if (row.RefusedSince is null && IsRefusal(failure))
        {
            row.RefusedSince = time.GetUtcNow();
            audit.Add(context, new AuditLine(AuditActions.OrganizationRefused, AuditActors.Provider) { Detail = $"{kind}: {failure.Code}" });
        }

        metrics.TokenRefreshed(kind);
        LogFailed(failure.Failure, failure.Code);
    }

    private static bool IsRefusal(OAuthException failure) => failure.Failure is OAuthFailure.Misconfigured or OAuthFailure.Rejected or OAuthFailure.Doubtful;

    private static TimeSpan PauseAfter(OAuthException failure, int failures) => IsRefusal(failure)
        ? RefreshTurn.LongPauseAfter(failure, LongestAskedPause)
        : RefreshTurn.PauseAfter(failure, failures, LongestAskedPause);

    private static Exception Paused(OrganizationToken row, TimeSpan pause) => row.RefusedSince is null
        ? new OAuthException(OAuthFailure.Transient, "paused_after_failure", pause)
        : Refused(row, null);

    private static OrganizationRefusedException Refused(OrganizationToken row, Exception? cause) =>
        new($"Zoom refuses the organisation's app ({row.LastRefreshError}).", cause);

    private AccessToken? Usable(OrganizationToken row, string? rejected) =>
        row.AccessTokenExpiresAt - time.GetUtcNow() > TokenVault.RefreshAhead ? Read(row, rejected) : null;

    // It was asked ahead of time: a few good minutes are left.
    private AccessToken? StillGood(OrganizationToken row, string? rejected) =>
        rejected is null && row.AccessTokenExpiresAt > time.GetUtcNow() ? Read(row, rejected) : null;

    private AccessToken? Read(OrganizationToken row, string? rejected) =>
        row.AccessToken is { } token && row.ClientId == app.ClientId &&
        sealer.Open(token, SealedPlace.OrganizationTokenOf(row.Id)) is var value && value != rejected
            ? new AccessToken(value, provider.ApiUrl(row.ApiUrl)) { AccountId = row.AccountId }
            : null;

    [LoggerMessage(LogLevel.Debug, "The organisation's token was fetched")]
    private partial void LogRefreshed();

    [LoggerMessage(LogLevel.Warning, "The organisation's token could not be fetched: {Failure}, {Code}")]
    private partial void LogFailed(OAuthFailure failure, string code);
}
