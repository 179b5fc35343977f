using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Changes to connections, each under the lock of its row. Every writer of tokens comes through here, so that the observers are
/// told and the audit log is kept in the transaction of the change.
/// </summary>
internal sealed class ConnectionStore(
    ZoomAspireContext context,
    Sealer sealer,
    IOAuthProvider provider,
    TokenRevoker revoker,
    AuditLog audit,
    IEnumerable<IConnectionObserver> observers,
    ISharedClock clock,
    TimeProvider time)
{
    public ZoomAspireContext Context => context;

    /// <summary>For times that other processes compare with the present.</summary>
    public ISharedClock Clock => clock;

    public Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(cancellationToken);

    /// <summary>
    /// Locks a connection's row until the transaction ends; null if there is none. Its key stays free: rows that refer to it,
    /// such as meetings, can be added meanwhile, for the lock may last as long as a call to the provider.
    /// </summary>
    public async Task<Connection?> LockAsync(long connectionId, CancellationToken cancellationToken) =>
        (await context.Connections.FromSql($"SELECT * FROM connections WHERE id = {connectionId} FOR NO KEY UPDATE")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>Locks the connection of a provider's user, made in state pending if it does not exist yet.</summary>
    public async Task<Connection> LockOrCreateAsync(ProviderProfile profile, CancellationToken cancellationToken)
    {
        var rows = await context.Connections.FromSql(
            $"""
            INSERT INTO connections (provider, client_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                     refresh_error_count, authorized_at, version)
            VALUES ({provider.Name}, {provider.ClientId}, {profile.UserId.Value}, {profile.AccountId}, {time.GetUtcNow()}, '', 'pending',
                    0, {time.GetUtcNow()}, 0)
            ON CONFLICT (provider, client_id, external_user_id) DO UPDATE SET account_id = excluded.account_id
            RETURNING *
            """).ToListAsync(cancellationToken);
        return rows.Single();
    }

    /// <summary>
    /// Keeps others from connecting or linking the same user of the provider until the transaction ends: of a user's own connection
    /// and a linked one only one may be alive. To be taken before the rows of connections are locked by whoever may lock both: then it does
    /// not matter in which order.
    /// </summary>
    public Task LockUserAsync(ZoomUserId userId, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"SELECT pg_advisory_xact_lock(hashtextextended({$"{provider.Name} user {userId}"}, 0))", cancellationToken);

    /// <summary>The living connection, locked, by which a user of the provider is reached in a way; null if there is none.</summary>
    public async Task<Connection?> LockLivingAsync(ZoomUserId userId, GrantType grantType, CancellationToken cancellationToken)
    {
        var ids = await context.Connections
            .Where(found => found.Provider == provider.Name && found.ExternalUserId == userId && found.GrantType == grantType &&
                (found.ClientId == provider.ClientId || found.GrantType == GrantType.AccountCredentials) &&
                (found.Status == ConnectionStatus.Active || found.Status == ConnectionStatus.NeedsReauth))
            .OrderBy(found => found.Id)
            .Select(found => found.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            if (await LockAsync(id, cancellationToken) is
                { Status: ConnectionStatus.Active or ConnectionStatus.NeedsReauth } connection)
            {
                return connection;
            }
        }

        return null;
    }

    /// <summary>Locks the linked connection of a provider's user, made in state pending if it does not exist yet.</summary>
    public async Task<Connection> LockOrCreateLinkedAsync(ProviderProfile profile, string clientId, CancellationToken cancellationToken)
    {
        // Whatever app it was linked by: the organisation may have replaced its app.
        var rows = await context.Connections.FromSql(
            $"""
            SELECT * FROM connections
            WHERE provider = {provider.Name} AND external_user_id = {profile.UserId.Value} AND grant_type = 'account_credentials'
            ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE
            """).ToListAsync(cancellationToken);
        if (rows is not [var connection])
        {
            connection = new Connection
            {
                Provider = provider.Name,
                ClientId = clientId,
                GrantType = GrantType.AccountCredentials,
                ExternalUserId = profile.UserId,
                AccountId = profile.AccountId,
                AccessTokenExpiresAt = time.GetUtcNow(),
            };
            context.Connections.Add(connection);
        }

        return connection;
    }

    /// <summary>The pair of a connection that has one.</summary>
    /// <exception cref="SealBrokenException">It cannot be opened.</exception>
    public TokenPair Open(Connection connection) => new(
        sealer.Open(connection.AccessToken!, SealedPlace.AccessTokenOf(connection.Id)),
        sealer.Open(connection.RefreshToken!, SealedPlace.RefreshTokenOf(connection.Id)),
        connection.AccessTokenExpiresAt);

    /// <summary>
    /// Puts a fresh pair in place of the one before. Where fewer scopes were granted than before and something stops working by it,
    /// the owner is told, unless <paramref name="tellAfter"/> leaves time to tell otherwise: see <see cref="ForgetScopeNoticesAsync"/>.
    /// </summary>
    /// <param name="connection">The connection, locked.</param>
    /// <param name="grant">The fresh pair.</param>
    /// <param name="now">The present time by <see cref="Clock"/>.</param>
    /// <param name="tellAfter">How long the owner is not told yet.</param>
    public void SetTokens(Connection connection, TokenGrant grant, DateTimeOffset now, TimeSpan tellAfter = default)
    {
        NoteLostScopes(connection, grant.Scopes, now + tellAfter);
        connection.AccessToken = sealer.Seal(grant.AccessToken, SealedPlace.AccessTokenOf(connection.Id));
        connection.RefreshToken = sealer.Seal(grant.RefreshToken, SealedPlace.RefreshTokenOf(connection.Id));
        connection.AccessTokenExpiresAt = time.GetUtcNow() + grant.Lifetime;
        connection.Scopes = grant.Scopes;
        connection.ApiUrl = provider.ApiUrl(grant.ApiUrl).AbsoluteUri;
        connection.LastRefreshAt = now;
        connection.RefreshErrorCount = 0;
        connection.LastRefreshError = null;
        connection.RefreshNotBefore = null;
        connection.RefusedAt = null;
        connection.RefusedVersion = null;
        connection.NeedsReauthSince = null;
        connection.PausedAt = null;
        connection.EndedAt = null;
        connection.PurgedAt = null;
        connection.Version++;
    }

    /// <summary>The owner hears by other means what a fresh pair cannot do: takes back what <see cref="SetTokens"/> wanted said.</summary>
    public Task ForgetScopeNoticesAsync(Connection connection, CancellationToken cancellationToken) => context.Jobs
        .Where(job => job.Kind == JobKind.TellMissingScopes && job.SubjectId == connection.Id && job.Status == JobStatus.Queued)
        .ExecuteDeleteAsync(cancellationToken);

    /// <summary>Ends a connection: nothing but its ids stays, and its pair is handed over to be revoked.</summary>
    /// <returns>
    /// For <see cref="TokenRevoker.RevokeAsync"/> once the transaction is committed; null if there was no pair, or it cannot be opened.
    /// </returns>
    public Task<Guid?> EndAsync(Connection connection, string action, string actor, CancellationToken cancellationToken) =>
        EndAsync(connection, new AuditLine(action, actor), cancellationToken);

    /// <summary>The same, with a line of the audit log that says more.</summary>
    /// <returns>The same.</returns>
    public async Task<Guid?> EndAsync(Connection connection, AuditLine line, CancellationToken cancellationToken)
    {
        var revocation = await TakeTokensAsync(connection, cancellationToken);
        await FinishEndAsync(connection, line, cancellationToken);
        return revocation;
    }

    /// <summary>Ends a connection whose pair the provider has revoked itself: nothing but its ids stays.</summary>
    public Task EndRevokedAsync(Connection connection, string action, string actor, CancellationToken cancellationToken)
    {
        Erase(connection);
        return FinishEndAsync(connection, new AuditLine(action, actor), cancellationToken);
    }

    /// <summary>
    /// Ends what an unfinished flow prepared, unless the connection was finished before or another flow may still finish it.
    /// </summary>
    /// <returns>For <see cref="TokenRevoker.RevokeAsync"/> once the transaction is committed; null if nothing is to be revoked.</returns>
    public async Task<Guid?> DropPendingAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        if (flow.ConnectionId is not { } connectionId ||
            await LockAsync(connectionId, cancellationToken) is not { Status: ConnectionStatus.Pending } connection ||
            await HasOtherFlowAsync(flow, cancellationToken))
        {
            return null;
        }

        var revocation = await TakeTokensAsync(connection, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        if (connection.UserId is null)
        {
            // It stays where meetings of former owners hang on it: the database sees to that.
            await context.Connections.Where(row => row.Id == connectionId).ExecuteDeleteAsync(cancellationToken);
        }

        return revocation;
    }

    /// <summary>Takes a connection from its owner: observers first, while it is still the owner's.</summary>
    public async Task LeaveOwnerAsync(Connection connection, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            await observer.EndedAsync(context, connection.Id, cancellationToken);
        }

        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (SELECT id FROM routes WHERE connection_id = {connection.Id} ORDER BY id FOR UPDATE)
            DELETE FROM routes r USING locked WHERE r.id = locked.id
            """,
            cancellationToken);
    }

    /// <summary>A connection of the same owner takes the place of another, which is to end: its work, its history and its routes go over.</summary>
    public async Task ReplaceAsync(Connection before, Connection after, CancellationToken cancellationToken)
    {
        after.ConnectedAt = before.ConnectedAt < after.ConnectedAt ? before.ConnectedAt : after.ConnectedAt;
        await context.SaveChangesAsync(cancellationToken);
        foreach (var observer in observers)
        {
            await observer.ReplacedAsync(context, before.Id, after.Id, cancellationToken);
        }

        await context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (SELECT id FROM routes WHERE connection_id = {before.Id} AND user_id = {after.UserId} ORDER BY id FOR UPDATE)
            UPDATE routes r SET connection_id = {after.Id} FROM locked WHERE r.id = locked.id AND NOT EXISTS (
                SELECT 1 FROM routes o WHERE o.connection_id = {after.Id} AND o.destination_id = r.destination_id AND o.match = r.match
                AND o.series IS NOT DISTINCT FROM r.series AND o.words IS NOT DISTINCT FROM r.words)
            """,
            cancellationToken);
    }

    /// <summary>
    /// Whether some flow that took its code by a time is still between it and its stored pair; whose account it is nobody knows yet.
    /// Both times are <see cref="Clock"/>'s.
    /// </summary>
    public Task<bool> IsExchangingAsync(DateTimeOffset by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var endsBy = by + OAuthFlows.ExchangeTime;
        return context.OAuthFlows.AnyAsync(
            flow => flow.Outcome == OAuthFlowOutcome.Exchanging && flow.ExpiresAt > now && flow.ExpiresAt <= endsBy, cancellationToken);
    }

    public Task SuspendAsync(Connection connection, CancellationToken cancellationToken) =>
        SuspendAsync(connection, AuditActions.ConnectionNeedsReauth, cancellationToken);

    public async Task SuspendAsync(Connection connection, string action, CancellationToken cancellationToken)
    {
        connection.Status = ConnectionStatus.NeedsReauth;
        connection.NeedsReauthSince = time.GetUtcNow();
        Audit(connection, action, AuditActors.Provider);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var observer in observers)
        {
            await observer.SuspendedAsync(context, connection.Id, cancellationToken);
        }
    }

    /// <summary>
    /// The user of a paused connection can sign in again: it goes on, or can be finished. Should Zoom not take the tokens any more, the next
    /// refresh finds out.
    /// </summary>
    public async Task ResumeAsync(Connection connection, CancellationToken cancellationToken)
    {
        connection.PausedAt = null;
        if (connection.Status == ConnectionStatus.Pending)
        {
            await context.SaveChangesAsync(cancellationToken);
            return;
        }

        connection.Status = ConnectionStatus.Active;
        connection.NeedsReauthSince = null;
        Audit(connection, AuditActions.ConnectionResumed, AuditActors.Provider);
        await context.SaveChangesAsync(cancellationToken);
        await RestoredAsync(connection, cancellationToken);
    }

    public async Task RestoredAsync(Connection connection, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            await observer.RestoredAsync(context, connection.Id, cancellationToken);
        }
    }

    public void Audit(Connection connection, string action, string actor) =>
        Audit(action, actor, connection.UserId, connection.Id);

    public void Audit(Connection connection, AuditLine line) =>
        audit.Add(context, line with { UserId = connection.UserId, ConnectionId = connection.Id });

    public void Audit(string action, string actor, long? userId, long? connectionId) =>
        audit.Add(context, new AuditLine(action, actor) { UserId = userId, ConnectionId = connectionId });

    public void Audit(AuditLine line) => audit.Add(context, line);

    // Fewer than before: what was missing all along has been said.
    private void NoteLostScopes(Connection connection, string granted, DateTimeOffset tellAt)
    {
        var before = provider.MissingFrom(connection.Scopes);
        if (connection is { UserId: { } ownerId, Status: ConnectionStatus.Active or ConnectionStatus.NeedsReauth } &&
            provider.MissingFrom(granted).Except(before).Any())
        {
            var job = JobQueue.Add(context, JobKind.TellMissingScopes, connection.Id, ownerId);
            job.NextAttemptAt = tellAt;
        }
    }

    private async Task FinishEndAsync(Connection connection, AuditLine line, CancellationToken cancellationToken)
    {
        await LeaveOwnerAsync(connection, cancellationToken);
        Audit(connection, line);
        await context.SaveChangesAsync(cancellationToken);
    }

    private async Task<Guid?> TakeTokensAsync(Connection connection, CancellationToken cancellationToken)
    {
        var revocation = TryOpen(connection) is { } pair
            ? revoker.Add(context, pair, connection, await clock.NowAsync(cancellationToken))
            : null;
        Erase(connection);
        return revocation?.Id;
    }

    private void Erase(Connection connection)
    {
        connection.Status = ConnectionStatus.Revoked;
        connection.AccessToken = null;
        connection.RefreshToken = null;
        connection.Scopes = "";
        connection.ApiUrl = null;
        connection.Email = null;
        connection.DisplayName = null;
        connection.HasCloudRecording = null;
        connection.ConnectedAt = null;
        connection.RefreshErrorCount = 0;
        connection.LastRefreshError = null;
        connection.RefreshNotBefore = null;
        connection.RefusedAt = null;
        connection.RefusedVersion = null;
        connection.NeedsReauthSince = null;
        connection.PausedAt = null;
        connection.ActivatedAt = null;
        connection.EndedAt = time.GetUtcNow();
        connection.Version++;
    }

    private TokenPair? TryOpen(Connection connection)
    {
        try
        {
            return connection.AccessToken is null ? null : Open(connection);
        }
        catch (SealBrokenException)
        {
            return null; // A lost key must not keep anybody from disconnecting.
        }
    }

    private async Task<bool> HasOtherFlowAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(cancellationToken);
        return await context.OAuthFlows.AnyAsync(
            other => other.ConnectionId == flow.ConnectionId && other.Id != flow.Id &&
                other.Outcome == OAuthFlowOutcome.AwaitingFinish && other.ExpiresAt > now,
            cancellationToken);
    }
}

/// <summary>An opened pair of tokens; lives only as long as the call that needs it.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">The refresh token.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
internal sealed record TokenPair(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Shows no token.</summary>
    public override string ToString() => nameof(TokenPair);
}
