using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Routes;

/// <summary>Makes routes, and asks in the group where somebody else has to consent.</summary>
internal sealed class RouteMaking(OwnRoutes own, RouteScreens screens, GroupRights rights, Messenger messenger)
{
    /// <summary>Makes one, after asking Telegram once more what the person may do there.</summary>
    /// <returns>What to say about it.</returns>
    public async Task<ChatText> MakeAsync(Sender sender, RouteWish wish, CancellationToken cancellationToken)
    {
        if (await screens.FindPlaceAsync(sender, wish.DestinationId, cancellationToken) is not { } place)
        {
            return RouteTexts.NotInGroup;
        }

        var addition = await own.AddAsync(sender.Id, wish, place.IsConsented, cancellationToken);
        if (addition.RouteId is not { } routeId || await own.FindAsync(sender.Id, routeId, cancellationToken) is not { } summary)
        {
            return RouteTexts.NotMade(addition.Outcome);
        }

        return addition.Outcome == RouteOutcome.Added && summary.Route.State == RouteState.Pending &&
            !await AskAsync(sender, summary, cancellationToken)
            ? RouteTexts.CouldNotAsk(summary)
            : RouteTexts.One(summary);
    }

    /// <summary>Asks in the group once more, for a route that waits for consent.</summary>
    /// <returns>What to say about it; null if it does not wait, or was asked within the hour.</returns>
    public async Task<ChatText?> AskAgainAsync(Sender sender, long routeId, CancellationToken cancellationToken)
    {
        if (!await own.AskAgainAsync(sender.Id, routeId, cancellationToken) ||
            await own.FindAsync(sender.Id, routeId, cancellationToken) is not { } summary)
        {
            return null;
        }

        return await AskAsync(sender, summary, cancellationToken) ? RouteTexts.One(summary) : RouteTexts.CouldNotAsk(summary);
    }

    private async Task<bool> AskAsync(Sender sender, RouteSummary summary, CancellationToken cancellationToken)
    {
        var destination = summary.Destination;
        var members = await rights.CountMembersAsync(destination.ChatId, cancellationToken);
        return await messenger.SendAsync(
            new ChatPlace(destination.ChatId, IsPrivate: false, destination.MessageThreadId),
            GroupRouteTexts.Request(sender, summary, members),
            cancellationToken);
    }
}
