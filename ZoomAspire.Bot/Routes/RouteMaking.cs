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

        if (summary.Route.State != RouteState.Pending)
        {
            return RouteTexts.One(summary);
        }

        // One that is known may have been left unasked by a crash, or by a group in which we could not write.
        var outcome = addition.Outcome == RouteOutcome.Known
            ? await own.AskAgainAsync(sender.Id, routeId, cancellationToken)
            : addition.Outcome;
        return outcome == RouteOutcome.Added ? await AskAsync(sender, summary, cancellationToken) : RouteTexts.One(summary);
    }

    /// <summary>
    /// Asks in the group once more, for a route that waits for consent, after asking Telegram once more what the person may do there: who
    /// has come to administer it consents by this.
    /// </summary>
    /// <returns>What to say about it; null if it does not wait, or was asked within the hour.</returns>
    public async Task<ChatText?> AskAgainAsync(Sender sender, long routeId, CancellationToken cancellationToken)
    {
        if (await own.FindAsync(sender.Id, routeId, cancellationToken) is not { Route.State: RouteState.Pending } summary)
        {
            return null;
        }

        if (await screens.FindPlaceAsync(sender, summary.Destination.DestinationId, cancellationToken) is not { } place)
        {
            return RouteTexts.NotInGroup;
        }

        if (place.IsConsented)
        {
            return await own.ConsentAsync(sender.Id, summary, cancellationToken)
                ? await screens.OneAsync(sender, routeId, cancellationToken)
                : null;
        }

        return await own.AskAgainAsync(sender.Id, routeId, cancellationToken) switch
        {
            RouteOutcome.Added => await AskAsync(sender, summary, cancellationToken),
            RouteOutcome.Known => null,
            var obstacle => RouteTexts.NotMade(obstacle),
        };
    }

    // Noted once it is there to be read: who was not asked can be asked at once.
    private async Task<ChatText> AskAsync(Sender sender, RouteSummary summary, CancellationToken cancellationToken)
    {
        if (!await PostAsync(sender, summary, cancellationToken))
        {
            return RouteTexts.CouldNotAsk(summary);
        }

        await own.NoteAskedAsync(sender.Id, summary.Route.Id, cancellationToken);
        return RouteTexts.One(summary);
    }

    private async Task<bool> PostAsync(Sender sender, RouteSummary summary, CancellationToken cancellationToken)
    {
        var destination = summary.Destination;
        var members = await rights.CountMembersAsync(destination.ChatId, cancellationToken);
        return await messenger.SendAsync(
            new ChatPlace(destination.ChatId, IsPrivate: false, destination.MessageThreadId),
            GroupRouteTexts.Request(sender, summary, members),
            cancellationToken);
    }
}
