using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using Route = ZoomAspire.Core.Accounts.Route;

namespace ZoomAspire.Bot.Texts;

/// <summary>Where recordings go, in the private chat.</summary>
internal static class RouteTexts
{
    public const string MenuText = "Choose where recordings go";

    public const string AskedAlready = "An administrator was asked less than an hour ago, or has answered. Send /routes to see how it stands.";

    private const int LongestLabel = 40;
    private const int LongestText = 100;

    private const string HowToAddGroup =
        "To deliver to another group, add me to it, or send /routes there; in a forum, in the topic that you want.";

    public static readonly ChatText NotInGroup = new(
        "I can't see you in that group, so I can't deliver there. If you are in it, make me an administrator there, so that Telegram tells me, " +
        "and try again.",
        [InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)]);

    /// <summary>For somebody without a Zoom account who wants routes.</summary>
    /// <param name="standing">The group to which recordings shall go; null if that is not known.</param>
    public static ChatText NothingConnected(GroupStanding? standing) => new(
        "No Zoom account is connected yet, so there are no recordings to deliver" +
        (standing is null ? ". " : $" to {CommonTexts.GroupName(standing.Title)}. ") +
        "Connect yours first; /routes then chooses what goes where.",
        [CommonTexts.ConnectButton(group: standing is { IsAdministrator: true } ? standing.Place : null)]);

    public static ChatText List(IReadOnlyList<ConnectionSummary> connected, IReadOnlyList<RouteSummary> routes)
    {
        var lines = routes.Select((summary, index) => $"{index + 1}. {Line(summary, connected.Count > 1)}");
        // The private chat is what is left, unless a route for everything takes its place.
        var rest = connected.All(connection => routes.Any(summary => IsForTheRest(summary, connection.Account)))
            ? ""
            : routes.Count == 0 ? "Everything comes to this chat." : "\n\nEverything else comes to this chat.";
        return new ChatText(
            $"<b>Where your recordings go</b>\n\n{string.Join('\n', lines)}{rest}",
            [
                .. routes.Select((summary, index) => new[]
                {
                    InlineKeyboardButton.WithCallbackData(
                        $"{index + 1}. {Label(summary)}", RouteButton.One(summary.Route.Id)),
                }),
                [InlineKeyboardButton.WithCallbackData("➕ Deliver something elsewhere", RouteButton.Add)],
            ]);
    }

    public static ChatText Places(IReadOnlyList<DestinationSummary> places) => new(
        $"Where shall recordings go?\n\n{HowToAddGroup}",
        [
            .. places.Select(place => new[]
            {
                InlineKeyboardButton.WithCallbackData(LabelOf(place), RouteButton.Place(place.DestinationId)),
            }),
            [InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)],
        ]);

    public static ChatText Accounts(DestinationSummary place, IReadOnlyList<ConnectedAccount> accounts) => new(
        $"Recordings of which Zoom account shall go to {NameOf(place)}?",
        [
            .. accounts.Select(account => new[]
            {
                InlineKeyboardButton.WithCallbackData(
                    CommonTexts.LabelOf(account), RouteButton.Account(place.DestinationId, account.ConnectionId)),
            }),
        ]);

    /// <summary>Which recordings shall go to a chat, and who will hear them.</summary>
    /// <param name="place">The chat.</param>
    /// <param name="members">How many are in it; null if Telegram does not say.</param>
    /// <param name="connectionId">Whose recordings.</param>
    /// <param name="series">Meetings to choose from.</param>
    public static ChatText What(RoutePlace place, int? members, long connectionId, IReadOnlyList<MeetingSeries> series)
    {
        var destinationId = place.Destination.DestinationId;
        List<InlineKeyboardButton[]> rows = [];
        if (place.Standing is not null)
        {
            rows.Add([InlineKeyboardButton.WithCallbackData("All my recordings", RouteButton.Everything(destinationId, connectionId))]);
        }

        rows.AddRange(series.Select(one => new[]
        {
            InlineKeyboardButton.WithCallbackData(LabelOf(one), RouteButton.Series(destinationId, connectionId, one.Number)),
        }));
        rows.Add([InlineKeyboardButton.WithCallbackData("✍️ By words in the topic", RouteButton.Words(destinationId, connectionId))]);
        rows.Add([InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)]);
        return new ChatText(
            $"Which recordings shall go to {NameOf(place.Destination)}?" +
            (series.Count > 0 ? " A meeting stands for all of its series." : "") +
            (place.Standing is null ? "" : $"\n\n{GroupRouteTexts.WhoHears(members)}") +
            (place.IsConsented ? "" : "\n\nOne of the group's administrators must allow it; until then they come to this chat."),
            [.. rows]);
    }

    /// <summary>The question for words.</summary>
    /// <param name="link">Carries what the answer is needed for.</param>
    /// <param name="isAgain">Whether the last answer could not be used.</param>
    public static ChatText WhichWords(Uri link, bool isAgain) => new(
        (isAgain
            ? string.Create(CultureInfo.InvariantCulture, $"I need at least one word, and no more than {TopicWords.MaxLength} characters. ")
            : "") +
        "Which words must the topic have? Answer <a href=\"" + TelegramHtml.Escape(link.AbsoluteUri) + "\">this question</a>. " +
        "All of them must occur as whole words, in any order; capitals make no difference.")
    {
        AnswerHint = "weekly sales",
    };

    public static ChatText One(RouteSummary summary)
    {
        var route = summary.Route;
        List<InlineKeyboardButton[]> rows = [];
        if (route.State == RouteState.Pending)
        {
            rows.Add([InlineKeyboardButton.WithCallbackData("Ask again", RouteButton.Ask(route.Id))]);
        }

        if (!summary.Destination.ChatId.IsPrivate)
        {
            rows.Add(
            [
                InlineKeyboardButton.WithCallbackData(
                    route.IsAlsoPrivate ? "Only there" : "There and in this chat", RouteButton.AlsoPrivate(route.Id, !route.IsAlsoPrivate)),
            ]);
        }

        rows.Add([InlineKeyboardButton.WithCallbackData(RouteWishWords.Button, RouteWishesButton.Show(route.Id))]);
        rows.Add([InlineKeyboardButton.WithCallbackData("Remove", RouteButton.Remove(route.Id))]);
        rows.Add([InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)]);
        return new ChatText($"{Described(summary)}\n\n{StateOf(summary)}", [.. rows]);
    }

    public static ChatText CouldNotAsk(RouteSummary summary) => new(
        $"I could not ask in {NameOf(summary.Destination)}: I am not allowed to write there, or the group is gone. Until an administrator has " +
        "allowed it, these recordings come to this chat.",
        [InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)]);

    public static ChatText NotMade(RouteOutcome outcome) => new(
        outcome switch
        {
            RouteOutcome.TooMany => string.Create(
                CultureInfo.InvariantCulture, $"You have {OwnRoutes.MaxRoutes} routes already, which is as many as there may be. Remove one first."),
            RouteOutcome.TooManyRequests => "Enough of your wishes wait for the administrators of that group. Let them answer first.",
            RouteOutcome.AskedOften => "I have asked in that group often enough for now. Try again in half an hour.",
            RouteOutcome.Refused => string.Create(
                CultureInfo.InvariantCulture,
                $"An administrator of that group does not want your recordings there, so I ask nobody there again within {OwnRoutes.PauseAfterRefusal.Days} days."),
            _ => "That Zoom account is not connected any more.",
        },
        [InlineKeyboardButton.WithCallbackData("« All routes", RouteButton.List)]);

    /// <summary>What is delivered to a group, for its administrators.</summary>
    public static ChatText OfGroup(string? title, IReadOnlyList<RouteSummary> routes, long destinationId) => new(
        $"<b>What is delivered to {CommonTexts.GroupName(title)}</b>\n\n" +
        string.Join('\n', routes.Select((summary, index) =>
            $"{index + 1}. {GroupRouteTexts.HostOf(summary)}: {What(summary.Route)}{TopicOf(summary.Destination)}")) +
        "\n\nYou see this because you administer the group.",
        [
            .. routes.Select((summary, index) => new[]
            {
                InlineKeyboardButton.WithCallbackData(
                    $"🛑 Stop {(index + 1).ToString(CultureInfo.InvariantCulture)}", GroupRouteButton.Stop(summary.Route.Id)),
            }),
            [InlineKeyboardButton.WithCallbackData("Deliver my recordings here", RouteButton.Place(destinationId))],
        ]);

    /// <summary>For somebody who has just added the bot to a group.</summary>
    public static ChatText Offer(string? title, DeliveryPlace place) => new(
        $"You have added me to {CommonTexts.GroupName(title)}. Shall I deliver recordings of yours there?",
        [InlineKeyboardButton.WithCallbackData("Deliver there", RouteButton.Group(place))]);

    /// <summary>Which recordings, within a sentence.</summary>
    public static string What(Route route) => route switch
    {
        { Match: RouteMatch.Series, SeriesTopic: { Length: > 0 } topic } => $"recordings of “{TelegramHtml.Outside(topic, LongestText)}”",
        { Match: RouteMatch.Series, Series: { } number } => $"recordings of meeting {number.ToString(CultureInfo.InvariantCulture)}",
        { Match: RouteMatch.Words, Words: { } words } => $"recordings with “{TelegramHtml.Outside(words, LongestText)}” in the topic",
        _ => "all recordings",
    };

    private static bool IsForTheRest(RouteSummary summary, ConnectedAccount account) =>
        summary.Account.ConnectionId == account.ConnectionId && summary.Route is { Match: RouteMatch.Everything, State: RouteState.Active } &&
        !summary.Destination.ChatId.IsPrivate && !summary.Route.IsAlsoPrivate;

    private static string Line(RouteSummary summary, bool hasAccount) =>
        $"{(summary.Route.State == RouteState.Pending ? "⏳ " : "")}{Described(summary)}" +
        (hasAccount ? $" ({CommonTexts.NameOf(summary.Account)})" : "") +
        (summary.Route.State == RouteState.Pending ? ": an administrator has to allow it" : "");

    private static string Described(RouteSummary summary) =>
        $"{Capital(What(summary.Route))} → {NameOf(summary.Destination)}{(summary.Route.IsAlsoPrivate ? " and this chat" : "")}";

    private static string StateOf(RouteSummary summary) => summary switch
    {
        { Route.State: RouteState.Pending } =>
            $"I have asked in the group: one of its administrators has to allow it within {OwnRoutes.RequestLifetime.Days} days. Until then these " +
            "recordings come to this chat.",
        { Destination.ChatId.IsPrivate: true } => "✅ These come here, whatever your other routes say of all recordings.",
        { Destination.State: DestinationState.Unreachable } => "⚠️ I can't write there at the moment: recordings wait.",
        _ => "✅ From the next recording on.",
    };

    private static string Label(RouteSummary summary)
    {
        var what = summary.Route switch
        {
            { Match: RouteMatch.Series, SeriesTopic: { Length: > 0 } topic } => topic,
            { Match: RouteMatch.Series, Series: { } number } => number.ToString(CultureInfo.InvariantCulture),
            { Match: RouteMatch.Words, Words: { } words } => $"“{words}”",
            _ => "All",
        };
        return $"{TelegramHtml.OneLine(what, LongestLabel)} → {LabelOf(summary.Destination)}";
    }

    private static string LabelOf(MeetingSeries series) => string.IsNullOrWhiteSpace(series.Topic)
        ? series.Number.ToString(CultureInfo.InvariantCulture)
        : TelegramHtml.OneLine(series.Topic, LongestLabel);

    private static string LabelOf(DestinationSummary place) => place.ChatId.IsPrivate
        ? "This chat"
        : TelegramHtml.OneLine(place.Title ?? "A group", LongestLabel) + TopicOf(place);

    private static string NameOf(DestinationSummary place) =>
        place.ChatId.IsPrivate ? "this chat" : CommonTexts.GroupName(place.Title) + TopicOf(place);

    private static string TopicOf(DestinationSummary place) => place.MessageThreadId is { } thread
        ? string.Create(CultureInfo.InvariantCulture, $" (topic {thread})")
        : "";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
