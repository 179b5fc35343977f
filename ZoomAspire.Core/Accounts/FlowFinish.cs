using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>The last step of a flow, inside the caller's transaction: gives the connection its owner and its way to the chat.</summary>
internal sealed partial class FlowFinish(
    ConnectionStore store, AccountsMetrics metrics, TimeProvider time, ILogger<FlowFinish> logger)
{
    private ZoomAspireContext Context => store.Context;

    /// <summary>For the user for whom the flow was started; the flow waits for it, and its row is locked.</summary>
    public async Task<FinishResult> ConnectAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        if (flow.ConnectionId is not { } connectionId ||
            await store.LockAsync(connectionId, cancellationToken) is not { Status: not ConnectionStatus.Revoked } connection)
        {
            flow.Outcome = OAuthFlowOutcome.Expired; // Deauthorised at the provider between approval and finish.
            await Context.SaveChangesAsync(cancellationToken);
            return new FinishResult.Expired();
        }

        var user = await GetOrCreateUserAsync(flow, cancellationToken);
        var movedFrom = await AssignAsync(connection, user, cancellationToken);
        await RouteAsync(connection, user, flow, cancellationToken);
        flow.Outcome = OAuthFlowOutcome.Finished;
        await Context.SaveChangesAsync(cancellationToken);
        metrics.ConnectCompleted();
        LogFinished(connection.Id);
        var account = new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName);
        return new FinishResult.Finished(account, flow.ChatId, flow.MessageThreadId, flow.Id, movedFrom);
    }

    private async Task<User> GetOrCreateUserAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        var rows = await Context.Users.FromSql(
            $"""
            INSERT INTO users (telegram_user_id, locale, time_zone, created_at)
            VALUES ({flow.TelegramUserId.Value}, {flow.Locale}, {flow.TimeZone}, {time.GetUtcNow()})
            ON CONFLICT (telegram_user_id) DO UPDATE SET
                locale = coalesce(excluded.locale, users.locale), time_zone = coalesce(users.time_zone, excluded.time_zone)
            RETURNING *
            """).ToListAsync(cancellationToken);
        return rows.Single();
    }

    /// <summary>Makes the user the owner.</summary>
    /// <returns>The private chat of the owner before, from whom it was taken while it worked.</returns>
    private async Task<TelegramChatId?> AssignAsync(Connection connection, User user, CancellationToken cancellationToken)
    {
        TelegramChatId? movedFrom = null;
        if (connection.Status == ConnectionStatus.Pending)
        {
            connection.ConnectedAt = time.GetUtcNow();
        }
        else if (connection.UserId != user.Id)
        {
            movedFrom = await store.OwnerChatAsync(connection, cancellationToken);
            await store.LeaveOwnerAsync(connection, cancellationToken);
            connection.ConnectedAt = time.GetUtcNow();
        }

        connection.UserId = user.Id;
        connection.Status = ConnectionStatus.Active;
        store.Audit(
            connection, movedFrom is null ? AuditActions.ConnectionFinished : AuditActions.ConnectionMoved, AuditActors.User);
        await Context.SaveChangesAsync(cancellationToken);
        return movedFrom;
    }

    // The user's row is locked since it was read, so nobody else adds the same chat meanwhile.
    private async Task RouteAsync(Connection connection, User user, OAuthFlow flow, CancellationToken cancellationToken)
    {
        var destination = await Context.Destinations.SingleOrDefaultAsync(
            row => row.UserId == user.Id && row.ChatId == flow.ChatId && row.MessageThreadId == flow.MessageThreadId, cancellationToken);
        if (destination is null)
        {
            destination = new Destination
            {
                UserId = user.Id,
                ChatId = flow.ChatId,
                MessageThreadId = flow.MessageThreadId,
                Kind = flow.ChatId.IsPrivate ? DestinationKind.Private : DestinationKind.Group,
                CreatedAt = time.GetUtcNow(),
            };
            Context.Destinations.Add(destination);
            await Context.SaveChangesAsync(cancellationToken);
        }
        else if (destination.Kind == DestinationKind.Private)
        {
            destination.State = DestinationState.Active; // The user has just written to us there.
        }

        if (!await Context.Routes.AnyAsync(
            route => route.ConnectionId == connection.Id && route.DestinationId == destination.Id, cancellationToken))
        {
            Context.Routes.Add(new Route { UserId = user.Id, ConnectionId = connection.Id, DestinationId = destination.Id });
        }
    }

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} was finished in Telegram")]
    private partial void LogFinished(long connectionId);
}
