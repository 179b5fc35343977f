using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Allow, Refuse and Stop, for the administrators of the group to which a route leads: in the group below what was asked there, Stop also
/// privately below the group's list. Whoever presses must be one at that moment, as Telegram says.
/// </summary>
internal sealed class GroupRouteButton(
    GroupRoutes routes, GroupRights rights, RouteScreens screens, ParkedWork parked, Messenger messenger) : IButton
{
    private const string VerbText = "consent";

    private const string AllowAction = "allow";
    private const string RefuseAction = "refuse";
    private const string StopAction = "stop";

    public string Verb => VerbText;

    public bool WorksInGroups => true;

    /// <summary>Data of the button that consents.</summary>
    public static string Allow(long routeId) => Data(AllowAction, routeId);

    /// <summary>Data of the button that refuses.</summary>
    public static string Refuse(long routeId) => Data(RefuseAction, routeId);

    /// <summary>Data of the button that stops.</summary>
    public static string Stop(long routeId) => Data(StopAction, routeId);

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (press.Argument.Split(':') is not [var action, var key] ||
            !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var routeId) ||
            await routes.FindAsync(routeId, cancellationToken) is not { } summary || !IsHere(press, summary))
        {
            return GroupRouteTexts.GoneNotice;
        }

        var place = new DeliveryPlace(summary.Destination.ChatId, summary.Destination.MessageThreadId);
        if (await rights.FindAsync(place, press.Sender.Id, cancellationToken) is null)
        {
            // Privately nothing is said of a group to who does not administer it.
            return press.Place.IsPrivate ? GroupRouteTexts.GoneNotice : GroupRouteTexts.OnlyAdministrators;
        }

        if (!await ActAsync(action, summary, cancellationToken))
        {
            return GroupRouteTexts.GoneNotice;
        }

        var text = press.Place.IsPrivate
            ? await screens.OfGroupAsync(press.Sender, place, cancellationToken)
            : OutcomeOf(action, press.Sender, summary);
        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }

    private static bool IsHere(ButtonPress press, RouteSummary summary) =>
        press.Place.IsPrivate || press.Place.ChatId == summary.Destination.ChatId;

    private async Task<bool> ActAsync(string action, RouteSummary summary, CancellationToken cancellationToken)
    {
        var (routeId, chatId) = (summary.Route.Id, summary.Destination.ChatId);
        switch (action)
        {
            case AllowAction:
                return await routes.ConsentAsync(routeId, chatId, cancellationToken);
            case RefuseAction:
                return await routes.RefuseAsync(routeId, chatId, cancellationToken);
            case StopAction when await routes.StopAsync(routeId, chatId, cancellationToken):
                await parked.ReleaseAsync(summary.Destination.DestinationId, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private static ChatText OutcomeOf(string action, Sender administrator, RouteSummary summary) => action switch
    {
        AllowAction => GroupRouteTexts.Allowed(administrator, summary),
        RefuseAction => GroupRouteTexts.Refused(administrator, summary),
        _ => GroupRouteTexts.Stopped(administrator, summary),
    };

    private static string Data(string action, long routeId) => string.Create(CultureInfo.InvariantCulture, $"{VerbText}:{action}:{routeId}");
}
