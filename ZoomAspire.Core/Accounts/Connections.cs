using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>What users, and providers on their behalf, do with finished connections.</summary>
public sealed partial class Connections
{
    private readonly ConnectionStore _store;
    private readonly IOAuthProvider _provider;
    private readonly TokenRevoker _revoker;
    private readonly ILogger<Connections> _logger;

    internal Connections(ConnectionStore store, IOAuthProvider provider, TokenRevoker revoker, ILogger<Connections> logger)
    {
        _store = store;
        _provider = provider;
        _revoker = revoker;
        _logger = logger;
    }

    private ZoomAspireContext Context => _store.Context;

    /// <summary>The connections of a user that deliver or would if authorised again, oldest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ConnectionSummary>> GetForUserAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        var connections = await Context.Connections.AsNoTracking()
            .Where(connection => connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth)
            .Where(connection => Context.Users.Any(user => user.Id == connection.UserId && user.TelegramUserId == userId))
            .OrderBy(connection => connection.Id)
            .ToListAsync(cancellationToken);
        var ids = connections.Select(connection => connection.Id).ToList();
        var routes = await RouteRows.ReadAsync(
            Context, route => ids.Contains(route.ConnectionId) && route.State == RouteState.Active, cancellationToken);
        var privateChat = await FindPrivateAsync(userId, cancellationToken);
        var routesOf = routes.ToLookup(route => route.Account.ConnectionId);
        var refused = await FindRefusedAsync(connections, cancellationToken);
        return
        [
            .. connections.Select(connection => Summarize(
                connection, PlacesOf([.. routesOf[connection.Id]], privateChat), refused) with
            {
                IsRoutedByMeeting = routesOf[connection.Id].Any(summary => summary.Route.Match != RouteMatch.Everything),
            }),
        ];
    }

    // Where it is not there yet it is made when the first recording comes: until then it can only be reachable.
    private async Task<DestinationSummary> FindPrivateAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        var chatId = TelegramChatId.PrivateWith(userId);
        var destination = await Context.Destinations.AsNoTracking().SingleOrDefaultAsync(
            row => row.ChatId == chatId && Context.Users.Any(user => user.Id == row.UserId && user.TelegramUserId == userId), cancellationToken);
        return destination is null
            ? new DestinationSummary(0, chatId, null, DestinationKind.Private, null, DestinationState.Active)
            : Summarize(destination);
    }

    // The private chat first where nothing else is said of a meeting, then wherever a route leads.
    private static IReadOnlyList<DestinationSummary> PlacesOf(IReadOnlyList<RouteSummary> routes, DestinationSummary privateChat)
    {
        var otherwise = RouteChoice.Of(routes.Select(summary => summary.Route), privateChat.DestinationId, new RoutedMeeting(0, ""));
        var isPrivate = otherwise.IsPrivate ||
            routes.Any(summary => summary.Route.IsAlsoPrivate ||
                (summary.Route.Match != RouteMatch.Everything && summary.Destination.DestinationId == privateChat.DestinationId));
        return
        [
            .. isPrivate ? [privateChat] : Array.Empty<DestinationSummary>(),
            .. routes.Select(summary => summary.Destination)
                .Where(destination => destination.DestinationId != privateChat.DestinationId)
                .DistinctBy(destination => destination.DestinationId)
                .OrderBy(destination => destination.DestinationId),
        ];
    }

    // The accounts whose organisation's app Zoom refuses.
    private async Task<HashSet<string>> FindRefusedAsync(List<Connection> connections, CancellationToken cancellationToken)
    {
        var accounts = connections.Where(connection => connection.GrantType == GrantType.AccountCredentials)
            .Select(connection => connection.AccountId).ToHashSet(StringComparer.Ordinal);
        return accounts.Count == 0
            ? accounts
            : [.. await Context.OrganizationTokens
                .Where(token => token.Provider == _provider.Name && accounts.Contains(token.AccountId) && token.RefusedSince != null)
                .Select(token => token.AccountId)
                .ToListAsync(cancellationToken)];
    }

    /// <summary>Ends a connection: erases its tokens and routes, tells the observers, revokes at the provider.</summary>
    /// <param name="userId">Who wants it; must be the owner.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing has been changed; after that the revocation is left to the worker.</param>
    public Task<DisconnectResult> DisconnectAsync(TelegramUserId userId, long connectionId, CancellationToken cancellationToken) =>
        DisconnectAsync(userId, connectionId, new AuditLine(AuditActions.ConnectionDisconnected, AuditActors.User), cancellationToken);

    /// <summary>The same, for an integrator.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="keyName">Name of the key by which the integrator is known.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing has been changed.</param>
    public Task<DisconnectResult> DisconnectForAsync(
        TelegramUserId userId, long connectionId, string keyName, CancellationToken cancellationToken) => DisconnectAsync(
        userId,
        connectionId,
        new AuditLine(AuditActions.ConnectionDisconnected, AuditActors.Integrator) { From = $"key {keyName}" },
        cancellationToken);

    private async Task<DisconnectResult> DisconnectAsync(
        TelegramUserId userId, long connectionId, AuditLine line, CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        if (await _store.LockAsync(connectionId, cancellationToken) is not { UserId: { } ownerId } connection ||
            connection.Status is not (ConnectionStatus.Active or ConnectionStatus.NeedsReauth) ||
            !await Context.Users.AnyAsync(user => user.Id == ownerId && user.TelegramUserId == userId, cancellationToken))
        {
            return DisconnectResult.NotFound;
        }

        var revocation = await _store.EndAsync(connection, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogDisconnected(connectionId);
        if (revocation is not { } id)
        {
            return connection.GrantType == GrantType.AccountCredentials
                ? DisconnectResult.DisconnectedOrganization
                : DisconnectResult.DisconnectedButNotRevoked;
        }

        return await _revoker.RevokeAsync(id, cancellationToken) ? DisconnectResult.Disconnected : DisconnectResult.DisconnectedRevocationPending;
    }

    /// <summary>
    /// Tries again to revoke at the provider what could not be revoked when it was given up, for the worker to call every minute or so.
    /// </summary>
    /// <param name="cancellationToken">Stops between two revocations.</param>
    /// <returns>How many attempts were made.</returns>
    public Task<int> RevokeDueAsync(CancellationToken cancellationToken) => _revoker.RevokeDueAsync(cancellationToken);

    /// <summary>
    /// Takes the provider's word that a user removed the app. Counts only for our client id and only if it happened after the
    /// connection was last authorised: notices arrive late and more than once. Runs in the caller's transaction on the same
    /// context, so that the notice can be remembered with its effect; the provider has already revoked the tokens.
    /// </summary>
    /// <param name="notice">What the provider says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The owner, who is to be told; null if nothing ended, or nothing that anybody had finished.</returns>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    public async Task<User?> DeauthorizedAsync(Deauthorization notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (Context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A deauthorisation must be taken in within a transaction.");
        }

        if (notice.ClientId != _provider.ClientId)
        {
            return null;
        }

        var connectionId = await Context.Connections
            .Where(found => found.Provider == _provider.Name && found.ClientId == notice.ClientId &&
                found.ExternalUserId == notice.UserId && found.AccountId == notice.AccountId)
            .Select(found => (long?)found.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (connectionId is not { } id ||
            await _store.LockAsync(id, cancellationToken) is not { Status: not ConnectionStatus.Revoked } connection ||
            notice.At <= connection.AuthorizedAt)
        {
            return null;
        }

        var wasFinished = connection.Status != ConnectionStatus.Pending;
        await _store.EndRevokedAsync(connection, AuditActions.ConnectionDeauthorized, AuditActors.Provider, cancellationToken);
        LogDeauthorized(id);
        return wasFinished
            ? await Context.Users.SingleOrDefaultAsync(user => user.Id == connection.UserId, cancellationToken)
            : null;
    }

    private ConnectionSummary Summarize(
        Connection connection, IReadOnlyList<DestinationSummary> destinations, HashSet<string> refusedAccounts) => new(
        new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName),
        connection.Status,
        connection.AuthorizedAt,
        connection.ConnectedAt,
        connection.LastRefreshAt,
        connection.LastUsedAt,
        destinations)
    {
        Missing = _provider.MissingFrom(connection.Scopes),
        PausedAt = connection.PausedAt,
        IsLinked = connection.GrantType == GrantType.AccountCredentials,
        IsOrganizationRefused = connection.GrantType == GrantType.AccountCredentials && refusedAccounts.Contains(connection.AccountId),
    };

    private static DestinationSummary Summarize(Destination destination) => new(
        destination.Id, destination.ChatId, destination.MessageThreadId, destination.Kind, destination.Title, destination.State);

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was disconnected by its owner")]
    private partial void LogDisconnected(long connectionId);

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was deauthorised at the provider")]
    private partial void LogDeauthorized(long connectionId);
}
