using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Accounts;

/// <summary>The last step of a flow, inside the caller's transaction: gives the connection its owner and its way to the chat.</summary>
internal sealed partial class FlowFinish(
    ConnectionStore store, IOAuthProvider provider, AccountsMetrics metrics, ILogger<FlowFinish> logger)
{
    private ZoomAspireContext Context => store.Context;

    /// <summary>Why a flow cannot be finished, if it cannot.</summary>
    public static FinishResult? Verdict(OAuthFlow? flow, DateTimeOffset now) => flow switch
    {
        null => new FinishResult.Unknown(),
        { Outcome: OAuthFlowOutcome.Expired } => new FinishResult.Expired(),
        { Outcome: not OAuthFlowOutcome.AwaitingFinish } => new FinishResult.AlreadyUsed(),
        _ when flow.ExpiresAt <= now => new FinishResult.Expired(),
        _ => null,
    };

    /// <summary>For the user for whom the flow was started; the flow waits for it, and its row is locked.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="place">Where recordings go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FinishResult> ConnectAsync(OAuthFlow flow, DeliveryPlace place, CancellationToken cancellationToken)
    {
        await LockUserAsync(flow, cancellationToken);
        if (flow.ConnectionId is not { } connectionId ||
            await store.LockAsync(connectionId, cancellationToken) is not { Status: not ConnectionStatus.Revoked } connection)
        {
            flow.Outcome = OAuthFlowOutcome.Expired; // Deauthorised at the provider between approval and finish.
            await Context.SaveChangesAsync(cancellationToken);
            return new FinishResult.Expired();
        }

        // Both by the provider's clock. An invitation may be about somebody who was paused before it, and is active since.
        if (connection.PausedAt > (flow.ToldAt ?? connection.AuthorizedAt))
        {
            return new FinishResult.UserInactive();
        }

        if (connection.GrantType == GrantType.AccountCredentials &&
            await store.LockLivingAsync(connection.ExternalUserId, GrantType.AuthorizationCode, cancellationToken) is not null)
        {
            flow.Outcome = OAuthFlowOutcome.Expired;
            await store.DropPendingAsync(flow, cancellationToken);
            await Context.SaveChangesAsync(cancellationToken);
            return new FinishResult.OwnConnection();
        }

        var now = await store.Clock.NowAsync(cancellationToken);
        var user = await GetOrCreateUserAsync(flow, now, cancellationToken);
        await AssignAsync(connection, user, now, cancellationToken);
        var replaces = await EndLinkedAsync(connection, user, cancellationToken);
        var keepsRoutes = await RouteAsync(connection, user, place, now, cancellationToken);
        await store.ForgetScopeNoticesAsync(connection, cancellationToken);
        flow.Outcome = OAuthFlowOutcome.Finished;
        flow.FinishedAt = now;
        await Context.SaveChangesAsync(cancellationToken);
        metrics.ConnectCompleted();
        LogFinished(connection.Id);
        var account = new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName);
        return new FinishResult.Finished(account, place.ChatId, place.MessageThreadId, flow.Id)
        {
            Missing = provider.MissingFrom(connection.Scopes),
            HasCloudRecording = connection.HasCloudRecording,
            IsLinked = connection.GrantType == GrantType.AccountCredentials,
            ReplacesLinked = replaces,
            KeepsRoutes = keepsRoutes,
        };
    }

    private async Task LockUserAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        var users = await Context.Connections.Where(connection => connection.Id == flow.ConnectionId)
            .Select(connection => connection.ExternalUserId)
            .ToListAsync(cancellationToken);
        if (users is [var userId])
        {
            await store.LockUserAsync(userId, cancellationToken);
        }
    }

    /// <summary>
    /// A user's own connection wins: the linked one of the same user at the provider steps back. What is under way for the same owner goes
    /// over to it; another owner is told.
    /// </summary>
    /// <returns>Whether the same owner had such a one.</returns>
    private async Task<bool> EndLinkedAsync(Connection connection, User user, CancellationToken cancellationToken)
    {
        if (connection.GrantType != GrantType.AuthorizationCode ||
            await store.LockLivingAsync(connection.ExternalUserId, GrantType.AccountCredentials, cancellationToken) is not { } linked)
        {
            return false;
        }

        var isSame = linked.UserId == user.Id;
        if (isSame)
        {
            await store.ReplaceAsync(linked, connection, cancellationToken);
        }
        else if (linked.UserId is { } before)
        {
            JobQueue.Add(Context, JobKind.TellAccountMoved, connection.Id, before);
        }

        await store.EndAsync(linked, AuditActions.ConnectionSteppedBack, AuditActors.User, cancellationToken);
        LogSteppedBack(linked.Id, connection.Id);
        return isSame;
    }

    private async Task<User> GetOrCreateUserAsync(OAuthFlow flow, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await Context.Users.FromSql(
            $"""
            INSERT INTO users (telegram_user_id, locale, time_zone, created_at)
            VALUES ({flow.TelegramUserId.Value}, {flow.Locale}, {flow.TimeZone}, {now})
            ON CONFLICT (telegram_user_id) DO UPDATE SET
                locale = coalesce(excluded.locale, users.locale), time_zone = coalesce(users.time_zone, excluded.time_zone)
            RETURNING *
            """).ToListAsync(cancellationToken);
        return rows.Single();
    }

    /// <summary>Makes the user the owner. From whom it is taken while it works is told.</summary>
    private async Task AssignAsync(Connection connection, User user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var action = AuditActions.ConnectionFinished;
        if (connection.Status == ConnectionStatus.Pending)
        {
            connection.ConnectedAt = now;
        }
        else if (connection.UserId is { } before && before != user.Id)
        {
            action = AuditActions.ConnectionMoved;
            JobQueue.Add(Context, JobKind.TellAccountMoved, connection.Id, before);
            await store.LeaveOwnerAsync(connection, cancellationToken);
            connection.ConnectedAt = now;
        }

        connection.UserId = user.Id;
        connection.Status = ConnectionStatus.Active;
        store.Audit(connection, action, AuditActors.User);
        await Context.SaveChangesAsync(cancellationToken);
    }

    // The user's row is locked since it was read, so nobody else adds the same chat meanwhile.
    private async Task<bool> RouteAsync(
        Connection connection, User user, DeliveryPlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var destination = await Context.Destinations.SingleOrDefaultAsync(
            row => row.UserId == user.Id && row.ChatId == place.ChatId && row.MessageThreadId == place.MessageThreadId, cancellationToken);
        if (destination is null)
        {
            destination = new Destination
            {
                UserId = user.Id,
                ChatId = place.ChatId,
                MessageThreadId = place.MessageThreadId,
                Kind = place.ChatId.IsPrivate ? DestinationKind.Private : DestinationKind.Group,
                CreatedAt = now,
            };
            Context.Destinations.Add(destination);
            await Context.SaveChangesAsync(cancellationToken);
        }
        else if (destination.Kind == DestinationKind.Private)
        {
            destination.State = DestinationState.Active; // The user has just written to us there.
        }

        return await AddRouteAsync(connection, user, destination, cancellationToken);
    }

    /// <summary>
    /// For everything, beside what there is. Who administers a group consents by it to what waited for consent. Who connects privately
    /// once more keeps the routes as they are: it is how a dead link is mended, and says nothing about where recordings go.
    /// </summary>
    /// <returns>Whether other routes say where recordings go, as they did.</returns>
    private async Task<bool> AddRouteAsync(Connection connection, User user, Destination destination, CancellationToken cancellationToken)
    {
        var routes = await Context.Routes.Where(route => route.ConnectionId == connection.Id).ToListAsync(cancellationToken);
        if (destination.Kind == DestinationKind.Private)
        {
            if (routes.Count == 0)
            {
                Context.Routes.Add(NewRoute(connection, user, destination));
            }

            return routes.Exists(route => route.State == RouteState.Active && route.DestinationId != destination.Id);
        }

        var general = routes.FindAll(route => route.Match == RouteMatch.Everything);
        if (general.Find(route => route.DestinationId == destination.Id) is { } known)
        {
            if (RouteRows.Consent(known, AuditActors.User) is { } line)
            {
                store.Audit(line);
            }

            return false;
        }

        var added = NewRoute(connection, user, destination);
        Context.Routes.Add(added);
        var privateId = await DestinationRows.FindPrivateAsync(Context, user.Id, cancellationToken);
        added.IsAlsoPrivate = general.Exists(route => route.DestinationId == privateId);
        store.Audit(RouteRows.Line(AuditActions.RouteMade, AuditActors.User, added));
        return false;
    }

    private static Route NewRoute(Connection connection, User user, Destination destination) =>
        new() { UserId = user.Id, ConnectionId = connection.Id, DestinationId = destination.Id };

    [LoggerMessage(LogLevel.Information, "Connection {LinkedId}, which an operator had linked, stepped back for connection {ConnectionId}")]
    private partial void LogSteppedBack(long linkedId, long connectionId);

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was finished in Telegram")]
    private partial void LogFinished(long connectionId);
}
