using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Routes;

/// <summary>
/// What is shown about routes, in the private chat: each step takes the place of the one before. Everything is looked up anew, and what a
/// button carries may be forged: what is not the person's own is not found.
/// </summary>
internal sealed class RouteScreens(
    OwnRoutes own, GroupRoutes groups, Connections connections, RecentSeries recent, GroupRights rights, KnownChats chats)
{
    // As many as fit on a telephone's screen.
    private const int SeriesShown = 8;

    // A message takes a hundred buttons. Of more than these the oldest are shown first, until they are stopped.
    private const int MostShown = 50;

    /// <summary>All routes of a person.</summary>
    public async Task<ChatText> ListAsync(Sender sender, CancellationToken cancellationToken)
    {
        var connected = await connections.GetForUserAsync(sender.Id, cancellationToken);
        if (connected.Count == 0)
        {
            return RouteTexts.NothingConnected(null);
        }

        // That everything goes to the private chat is so without a route, too.
        var routes = await own.ListAsync(sender.Id, cancellationToken);
        return RouteTexts.List(
            connected,
            [.. routes.Where(summary => summary.Route.Match != RouteMatch.Everything || !summary.Destination.ChatId.IsPrivate)]);
    }

    /// <summary>One route; null if the person has no such route.</summary>
    public async Task<ChatText?> OneAsync(Sender sender, long routeId, CancellationToken cancellationToken) =>
        await own.FindAsync(sender.Id, routeId, cancellationToken) is { } summary ? RouteTexts.One(summary) : null;

    /// <summary>Where a new route may lead.</summary>
    public async Task<ChatText> PlacesAsync(Sender sender, CancellationToken cancellationToken)
    {
        var places = await own.PlacesAsync(sender.Id, cancellationToken);
        return RouteTexts.Places([.. places.Where(place => place.State == DestinationState.Active).Take(MostShown)]);
    }

    /// <summary>
    /// A group, for somebody who comes from there: its administrators see what is delivered to it, everybody in it may send recordings of
    /// their own. Nothing is said of it to others.
    /// </summary>
    public async Task<ChatText> OfGroupAsync(Sender sender, DeliveryPlace place, CancellationToken cancellationToken)
    {
        if (await rights.FindStandingAsync(place, sender.Id, cancellationToken) is not { } standing ||
            await own.NoteAsync(sender.Id, place, cancellationToken) is not { } destinationId)
        {
            return RouteTexts.NotInGroup;
        }

        await chats.NoteTitleAsync(place.ChatId, standing.Title, cancellationToken);
        return standing.IsAdministrator && await groups.ListAsync(place.ChatId, cancellationToken) is { Count: > 0 } routes
            ? RouteTexts.OfGroup(standing.Title, [.. routes.Take(MostShown)], destinationId)
            : await ToPlaceAsync(sender, destinationId, cancellationToken);
    }

    /// <summary>The next question of a new route to a chat: whose recordings, or which.</summary>
    public async Task<ChatText> ToPlaceAsync(Sender sender, long destinationId, CancellationToken cancellationToken)
    {
        if (await FindPlaceAsync(sender, destinationId, cancellationToken) is not { } place)
        {
            return RouteTexts.NotInGroup;
        }

        return await connections.GetForUserAsync(sender.Id, cancellationToken) switch
        {
            [] => RouteTexts.NothingConnected(place.Standing),
            [var only] => await WhatAsync(sender, place, only.Account, cancellationToken),
            var several => RouteTexts.Accounts(place.Destination, [.. several.Select(connection => connection.Account)]),
        };
    }

    /// <summary>The question which recordings; null if that is no account of the person.</summary>
    public async Task<ChatText?> WhatAsync(Sender sender, long destinationId, long connectionId, CancellationToken cancellationToken)
    {
        if (await FindPlaceAsync(sender, destinationId, cancellationToken) is not { } place)
        {
            return RouteTexts.NotInGroup;
        }

        var connected = await connections.GetForUserAsync(sender.Id, cancellationToken);
        return connected.FirstOrDefault(connection => connection.Account.ConnectionId == connectionId) is { } chosen
            ? await WhatAsync(sender, place, chosen.Account, cancellationToken)
            : null;
    }

    /// <summary>A destination of the person, and what the person may do there now; null if it is none, or the person is not in it.</summary>
    public async Task<RoutePlace?> FindPlaceAsync(Sender sender, long destinationId, CancellationToken cancellationToken)
    {
        var places = await own.PlacesAsync(sender.Id, cancellationToken);
        if (places.FirstOrDefault(place => place.DestinationId == destinationId) is not { } found)
        {
            return null;
        }

        if (found.ChatId.IsPrivate)
        {
            return new RoutePlace(found, null);
        }

        return await rights.FindStandingAsync(new DeliveryPlace(found.ChatId, found.MessageThreadId), sender.Id, cancellationToken)
            is { } standing
            ? new RoutePlace(found, standing)
            : null;
    }

    private async Task<ChatText> WhatAsync(
        Sender sender, RoutePlace place, ConnectedAccount account, CancellationToken cancellationToken)
    {
        var series = await recent.GetAsync(sender.Id, account.ConnectionId, SeriesShown, cancellationToken);
        var members = place.Standing is null ? null : await rights.CountMembersAsync(place.Destination.ChatId, cancellationToken);
        return RouteTexts.What(place, members, account.ConnectionId, series);
    }
}

/// <summary>A chat to which somebody wants to send recordings.</summary>
/// <param name="Destination">The chat.</param>
/// <param name="Standing">What the person may do there; null for the private chat.</param>
internal sealed record RoutePlace(DestinationSummary Destination, GroupStanding? Standing)
{
    /// <summary>Whether nobody else has to consent.</summary>
    public bool IsConsented => Standing is null or { IsAdministrator: true };
}
