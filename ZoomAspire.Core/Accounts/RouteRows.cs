using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>Reads and deletes routes for those who may.</summary>
internal static class RouteRows
{
    /// <summary>Routes with what is said of them, oldest first.</summary>
    public static Task<List<RouteSummary>> ReadAsync(
        ZoomAspireContext context, Expression<Func<Route, bool>> which, CancellationToken cancellationToken)
    {
        var topics = ForumTopicRows.OfDestinations(context);
        return (
            from route in context.Routes.Where(which)
            join destination in context.Destinations on route.DestinationId equals destination.Id
            join connection in context.Connections on route.ConnectionId equals connection.Id
            join user in context.Users on route.UserId equals user.Id
            orderby route.Id
            select new RouteSummary(
                route,
                new ConnectedAccount(connection.Id, connection.Provider, connection.Email, connection.DisplayName),
                new DestinationSummary(
                    destination.Id, destination.ChatId, destination.MessageThreadId, destination.Kind, destination.Title, destination.State)
                {
                    TopicName = topics.Where(topic => topic.DestinationId == destination.Id).Select(topic => topic.Name).FirstOrDefault(),
                },
                user.TelegramUserId)).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>A route of a chat, locked until the transaction ends; null if there is none.</summary>
    public static async Task<Route?> LockAsync(
        ZoomAspireContext context, long routeId, TelegramChatId chatId, CancellationToken cancellationToken) =>
        (await context.Routes.FromSql(
            $"""
            SELECT r.* FROM routes r JOIN destinations d ON d.id = r.destination_id
            WHERE r.id = {routeId} AND d.chat_id = {chatId.Value} FOR UPDATE OF r
            """).ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>Deletes all that a user has to a chat, whatever topics they lead to.</summary>
    /// <returns>What there was.</returns>
    public static Task<List<Route>> DeleteAllToChatAsync(
        ZoomAspireContext context, long userId, TelegramChatId chatId, CancellationToken cancellationToken) => context.Routes.FromSql(
        $"""
        WITH locked AS (
            SELECT r.id FROM routes r JOIN destinations d ON d.id = r.destination_id
            WHERE r.user_id = {userId} AND d.chat_id = {chatId.Value} ORDER BY r.id FOR UPDATE OF r
        )
        DELETE FROM routes r USING locked WHERE r.id = locked.id RETURNING r.*
        """).AsNoTracking().ToListAsync(cancellationToken);

    /// <summary>Lets a route count that waited for consent.</summary>
    /// <returns>The line for the audit log; null if it counted before.</returns>
    public static AuditLine? Consent(Route route, string actor)
    {
        if (route.State != RouteState.Pending)
        {
            return null;
        }

        route.State = RouteState.Active;
        return Line(AuditActions.RouteConsented, actor, route);
    }

    /// <summary>A line of the audit log; the topic and the words stay out of it.</summary>
    public static AuditLine Line(string action, string actor, Route route) => new(action, actor)
    {
        UserId = route.UserId,
        ConnectionId = route.ConnectionId,
        Detail = string.Create(
            CultureInfo.InvariantCulture, $"{SnakeCaseNames.Of(route.Match.ToString())} to destination {route.DestinationId}"),
    };
}
