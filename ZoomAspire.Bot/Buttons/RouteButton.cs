using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Links;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Everything below <c>/routes</c> in the private chat: each press shows the next step in the place of the last. Keys that are forged lead
/// nowhere: routes, destinations and accounts are looked for among the presser's own.
/// </summary>
internal sealed class RouteButton(
    OwnRoutes own,
    RouteScreens screens,
    RouteMaking making,
    RouteWordsAnswer words,
    RecentSeries recent,
    ParkedWork parked,
    Messenger messenger) : IButton
{
    private const string VerbText = "route";

    private const string ListAction = "list";
    private const string AddAction = "add";
    private const string GroupAction = "group";
    private const string PlaceAction = "to";
    private const string AccountAction = "of";
    private const string EverythingAction = "all";
    private const string SeriesAction = "series";
    private const string WordsAction = "words";
    private const string OneAction = "one";
    private const string BothAction = "both";
    private const string OnlyAction = "only";
    private const string AskAction = "ask";
    private const string RemoveAction = "remove";

    /// <summary>Data of the button that shows all routes.</summary>
    public const string List = $"{VerbText}:{ListAction}";

    /// <summary>Data of the button that begins a new one.</summary>
    public const string Add = $"{VerbText}:{AddAction}";

    public string Verb => VerbText;

    /// <summary>Data of the button that shows a group that the presser has added the bot to.</summary>
    public static string Group(DeliveryPlace place) => $"{VerbText}:{GroupAction}:{GroupPayload.Of(place)}";

    /// <summary>Data of the button that chooses a chat.</summary>
    public static string Place(long destinationId) => Data(PlaceAction, destinationId);

    /// <summary>Data of the button that chooses an account.</summary>
    public static string Account(long destinationId, long connectionId) => Data(AccountAction, destinationId, connectionId);

    /// <summary>Data of the button that makes a route for everything.</summary>
    public static string Everything(long destinationId, long connectionId) => Data(EverythingAction, destinationId, connectionId);

    /// <summary>Data of the button that makes a route for a series.</summary>
    public static string Series(long destinationId, long connectionId, long number) => Data(SeriesAction, destinationId, connectionId, number);

    /// <summary>Data of the button that asks for words.</summary>
    public static string Words(long destinationId, long connectionId) => Data(WordsAction, destinationId, connectionId);

    /// <summary>Data of the button that shows a route.</summary>
    public static string One(long routeId) => Data(OneAction, routeId);

    /// <summary>Data of the button that chooses whether the private chat gets it, too.</summary>
    public static string AlsoPrivate(long routeId, bool isAlsoPrivate) => Data(isAlsoPrivate ? BothAction : OnlyAction, routeId);

    /// <summary>Data of the button that asks an administrator again.</summary>
    public static string Ask(long routeId) => Data(AskAction, routeId);

    /// <summary>Data of the button that removes a route.</summary>
    public static string Remove(long routeId) => Data(RemoveAction, routeId);

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        var (action, argument) = press.Argument.Split(':', 2) is [var first, var rest] ? (first, rest) : (press.Argument, "");
        var keys = KeysOf(argument);
        switch (action, keys)
        {
            case (AskAction, [var routeId]):
                return await making.AskAgainAsync(press.Sender, routeId, cancellationToken) is { } asked
                    ? await ShowAsync(press, asked, cancellationToken)
                    : RouteTexts.AskedAlready;
            case (WordsAction, [var destinationId, var connectionId]):
                await words.AskAsync(press.Place, destinationId, connectionId, cancellationToken);
                return null;
            default:
                return await NextAsync(press.Sender, action, argument, keys, cancellationToken) is { } text
                    ? await ShowAsync(press, text, cancellationToken)
                    : CommonTexts.StaleButton;
        }
    }

    private async Task<ChatText?> NextAsync(
        Sender sender, string action, string argument, long[] keys, CancellationToken cancellationToken) => (action, keys) switch
    {
        (ListAction, _) => await screens.ListAsync(sender, cancellationToken),
        (AddAction, _) => await screens.PlacesAsync(sender, cancellationToken),
        (GroupAction, _) => GroupPayload.Read(argument) is { } group ? await screens.OfGroupAsync(sender, group, cancellationToken) : null,
        (PlaceAction, [var to]) => await screens.ToPlaceAsync(sender, to, cancellationToken),
        (AccountAction, [var to, var of]) => await screens.WhatAsync(sender, to, of, cancellationToken),
        (EverythingAction, [var to, var of]) => await making.MakeAsync(
            sender, new RouteWish(of, to, RouteMatch.Everything), cancellationToken),
        (SeriesAction, [var to, var of, var number]) => await MakeForSeriesAsync(sender, to, of, number, cancellationToken),
        (OneAction, [var id]) => await screens.OneAsync(sender, id, cancellationToken),
        (BothAction or OnlyAction, [var id]) => await own.SetAlsoPrivateAsync(sender.Id, id, action == BothAction, cancellationToken)
            ? await screens.OneAsync(sender, id, cancellationToken)
            : null,
        (RemoveAction, [var id]) => await RemoveAsync(sender, id, cancellationToken),
        _ => null,
    };

    private async Task<ChatText?> MakeForSeriesAsync(
        Sender sender, long destinationId, long connectionId, long number, CancellationToken cancellationToken) =>
        await recent.FindAsync(sender.Id, connectionId, number, cancellationToken) is { } series
            ? await making.MakeAsync(
                sender,
                new RouteWish(connectionId, destinationId, RouteMatch.Series) { Series = series.Number, SeriesTopic = series.Topic },
                cancellationToken)
            : null;

    private async Task<ChatText?> RemoveAsync(Sender sender, long routeId, CancellationToken cancellationToken)
    {
        if (await own.RemoveAsync(sender.Id, routeId, cancellationToken) is not { } removed)
        {
            return null;
        }

        await parked.ReleaseAsync(removed.Destination.DestinationId, cancellationToken);
        return await screens.ListAsync(sender, cancellationToken);
    }

    private async Task<string?> ShowAsync(ButtonPress press, ChatText text, CancellationToken cancellationToken)
    {
        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }

    private static string Data(string action, params long[] keys) =>
        $"{VerbText}:{action}:{string.Join(':', keys.Select(key => key.ToString(CultureInfo.InvariantCulture)))}";

    // Nothing where one is no key.
    private static long[] KeysOf(string argument)
    {
        var keys = new List<long>();
        foreach (var part in argument.Split(':'))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            {
                return [];
            }

            keys.Add(key);
        }

        return [.. keys];
    }
}
