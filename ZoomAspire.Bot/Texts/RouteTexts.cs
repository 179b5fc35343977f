using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Routes;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using Route = ZoomAspire.Core.Accounts.Route;

namespace ZoomAspire.Bot.Texts;

/// <summary>Where recordings go, in the private chat.</summary>
internal static class RouteTexts
{
    public static string MenuText => RouteWords.MenuText;

    public static string AskedAlready => RouteWords.AskedAlreadyNotice;

    private const int LongestLabel = 40;
    private const int LongestText = 100;

    public static ChatText NotInGroup => new(RouteWords.NotInGroup, AllRoutes);

    private static InlineKeyboardButton[] AllRoutes => [InlineKeyboardButton.WithCallbackData(RouteWords.AllRoutesButton, RouteButton.List)];

    /// <summary>For somebody without a Zoom account who wants routes.</summary>
    /// <param name="standing">The group to which recordings shall go; null if that is not known.</param>
    public static ChatText NothingConnected(GroupStanding? standing) => new(
        standing is null ? RouteWords.NothingConnected : RouteWords.FormatNothingConnectedForGroup(CommonTexts.GroupName(standing.Title)),
        [CommonTexts.ConnectButton(group: standing is { IsAdministrator: true } ? standing.Place : null)]);

    public static ChatText List(IReadOnlyList<ConnectionSummary> connected, IReadOnlyList<RouteSummary> routes)
    {
        var lines = routes.Select((summary, index) => $"{index + 1}. {Line(summary, connected.Count > 1)}");
        // The private chat is what is left, unless a route for everything takes its place.
        var rest = connected.All(connection => routes.Any(summary => IsForTheRest(summary, connection.Account)))
            ? ""
            : routes.Count == 0 ? RouteWords.EverythingHere : $"\n\n{RouteWords.EverythingElseHere}";
        return new ChatText(
            $"{RouteWords.Title}\n\n{string.Join('\n', lines)}{rest}",
            [
                .. routes.Select((summary, index) => new[]
                {
                    InlineKeyboardButton.WithCallbackData(
                        $"{index + 1}. {Label(summary)}", RouteButton.One(summary.Route.Id)),
                }),
                [InlineKeyboardButton.WithCallbackData(RouteWords.AddButton, RouteButton.Add)],
            ]);
    }

    public static ChatText Places(IReadOnlyList<DestinationSummary> places) => new(
        $"{RouteWords.WhereTo}\n\n{RouteWords.HowToAddGroup}",
        [
            .. places.Select(place => new[]
            {
                InlineKeyboardButton.WithCallbackData(LabelOf(place), RouteButton.Place(place.DestinationId)),
            }),
            AllRoutes,
        ]);

    public static ChatText Accounts(DestinationSummary place, IReadOnlyList<ConnectedAccount> accounts) => new(
        place.ChatId.IsPrivate ? RouteWords.WhoseHere : RouteWords.FormatWhose(NameOf(place)),
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
            rows.Add([InlineKeyboardButton.WithCallbackData(RouteWords.EverythingButton, RouteButton.Everything(destinationId, connectionId))]);
        }

        rows.AddRange(series.Select(one => new[]
        {
            InlineKeyboardButton.WithCallbackData(LabelOf(one), RouteButton.Series(destinationId, connectionId, one.Number)),
        }));
        rows.Add([InlineKeyboardButton.WithCallbackData(RouteWords.WordsButton, RouteButton.Words(destinationId, connectionId))]);
        rows.Add(AllRoutes);
        return new ChatText(
            (place.Destination.ChatId.IsPrivate ? RouteWords.WhichHere : RouteWords.FormatWhich(NameOf(place.Destination))) +
            (series.Count > 0 ? $" {RouteWords.SeriesHint}" : "") +
            (place.Standing is null ? "" : $"\n\n{GroupRouteTexts.WhoHears(members)}") +
            (place.IsConsented ? "" : $"\n\n{RouteWords.MustBeAllowed}"),
            [.. rows]);
    }

    /// <summary>The question for words.</summary>
    /// <param name="link">Carries what the answer is needed for.</param>
    /// <param name="isAgain">Whether the last answer could not be used.</param>
    public static ChatText WhichWords(Uri link, bool isAgain) => new(
        (isAgain ? $"{RouteWords.FormatWordsNeeded(Number(TopicWords.MaxLength))} " : "") +
        RouteWords.FormatWhichWords(TelegramHtml.Escape(link.AbsoluteUri)))
    {
        AnswerHint = RouteWords.WordsHint,
    };

    public static ChatText One(RouteSummary summary)
    {
        var route = summary.Route;
        List<InlineKeyboardButton[]> rows = [];
        if (route.State == RouteState.Pending)
        {
            rows.Add([InlineKeyboardButton.WithCallbackData(RouteWords.AskAgainButton, RouteButton.Ask(route.Id))]);
        }

        if (!summary.Destination.ChatId.IsPrivate)
        {
            rows.Add(
            [
                InlineKeyboardButton.WithCallbackData(
                    route.IsAlsoPrivate ? RouteWords.OnlyThereButton : RouteWords.AlsoHereButton,
                    RouteButton.AlsoPrivate(route.Id, !route.IsAlsoPrivate)),
            ]);
        }

        rows.Add([InlineKeyboardButton.WithCallbackData(RouteWishWords.Button, RouteWishesButton.Show(route.Id))]);
        rows.Add([InlineKeyboardButton.WithCallbackData(RouteWords.RemoveButton, RouteButton.Remove(route.Id))]);
        rows.Add(AllRoutes);
        return new ChatText($"{Described(summary)}\n\n{StateOf(summary)}", [.. rows]);
    }

    public static ChatText CouldNotAsk(RouteSummary summary) => new(RouteWords.FormatCouldNotAsk(NameOf(summary.Destination)), AllRoutes);

    public static ChatText NotMade(RouteOutcome outcome) => new(
        outcome switch
        {
            RouteOutcome.TooMany => RouteWords.FormatTooMany(Number(OwnRoutes.MaxRoutes)),
            RouteOutcome.TooManyRequests => RouteWords.TooManyRequests,
            RouteOutcome.AskedOften => RouteWords.AskedOften,
            RouteOutcome.Refused => RouteWords.FormatRefused(Number(OwnRoutes.PauseAfterRefusal.Days)),
            _ => RouteWords.NotConnected,
        },
        AllRoutes);

    /// <summary>What is delivered to a group, for its administrators.</summary>
    public static ChatText OfGroup(string? title, IReadOnlyList<RouteSummary> routes, long destinationId) => new(
        $"{RouteWords.FormatOfGroup(CommonTexts.GroupName(title))}\n\n" +
        string.Join('\n', routes.Select((summary, index) =>
            $"{index + 1}. {GroupRouteTexts.HostOf(summary)}: {What(summary.Route)}{CommonTexts.TopicOf(summary.Destination)}")) +
        $"\n\n{RouteWords.OfGroupWhy}",
        [
            .. routes.Select((summary, index) => new[]
            {
                InlineKeyboardButton.WithCallbackData(
                    RouteWords.FormatStopButton(Number(index + 1)), GroupRouteButton.Stop(summary.Route.Id)),
            }),
            [InlineKeyboardButton.WithCallbackData(RouteWords.DeliverMineButton, RouteButton.Place(destinationId))],
        ]);

    /// <summary>For somebody who has just added the bot to a group.</summary>
    public static ChatText Offer(string? title, DeliveryPlace place) => new(
        RouteWords.FormatOffer(CommonTexts.GroupName(title)),
        [InlineKeyboardButton.WithCallbackData(RouteWords.DeliverThereButton, RouteButton.Group(place))]);

    /// <summary>Which recordings, within a sentence.</summary>
    public static string What(Route route) => route switch
    {
        { Match: RouteMatch.Series, SeriesTopic: { Length: > 0 } topic } => RouteWords.FormatWhatSeries(TelegramHtml.Outside(topic, LongestText)),
        { Match: RouteMatch.Series, Series: { } number } => RouteWords.FormatWhatMeeting(Number(number)),
        { Match: RouteMatch.Words, Words: { } words } => RouteWords.FormatWhatWords(TelegramHtml.Outside(words, LongestText)),
        _ => RouteWords.WhatEverything,
    };

    private static bool IsForTheRest(RouteSummary summary, ConnectedAccount account) =>
        summary.Account.ConnectionId == account.ConnectionId && summary.Route is { Match: RouteMatch.Everything, State: RouteState.Active } &&
        !summary.Destination.ChatId.IsPrivate && !summary.Route.IsAlsoPrivate;

    private static string Line(RouteSummary summary, bool hasAccount)
    {
        var line = Described(summary) + (hasAccount ? $" ({CommonTexts.NameOf(summary.Account)})" : "");
        return summary.Route.State == RouteState.Pending ? RouteWords.FormatPending(line) : line;
    }

    private static string Described(RouteSummary summary)
    {
        var (what, place) = (Capital(What(summary.Route)), NameOf(summary.Destination));
        return summary.Route.IsAlsoPrivate ? RouteWords.FormatLeadsAlsoHere(what, place) : RouteWords.FormatLeads(what, place);
    }

    private static string StateOf(RouteSummary summary) => summary switch
    {
        { Route.State: RouteState.Pending } => RouteWords.FormatStatePending(Number(OwnRoutes.RequestLifetime.Days)),
        { Destination.ChatId.IsPrivate: true } => RouteWords.StateHere,
        { Destination.State: DestinationState.Unreachable } => RouteWords.StateUnreachable,
        _ => RouteWords.StateActive,
    };

    private static string Label(RouteSummary summary)
    {
        var what = summary.Route switch
        {
            { Match: RouteMatch.Series, SeriesTopic: { Length: > 0 } topic } => topic,
            { Match: RouteMatch.Series, Series: { } number } => Number(number),
            { Match: RouteMatch.Words, Words: { } words } => CommonWords.FormatQuoted(words),
            _ => RouteWords.EverythingLabel,
        };
        return $"{TelegramHtml.OneLine(what, LongestLabel)} → {LabelOf(summary.Destination)}";
    }

    private static string LabelOf(MeetingSeries series) => string.IsNullOrWhiteSpace(series.Topic)
        ? Number(series.Number)
        : TelegramHtml.OneLine(series.Topic, LongestLabel);

    private static string LabelOf(DestinationSummary place) => place.ChatId.IsPrivate
        ? RouteWords.ThisChatLabel
        : TelegramHtml.OneLine(place.Title ?? RouteWords.UnnamedGroupLabel, LongestLabel) + CommonTexts.TopicLabelOf(place);

    private static string NameOf(DestinationSummary place) =>
        place.ChatId.IsPrivate ? RouteWords.ThisChat : CommonTexts.GroupName(place.Title) + CommonTexts.TopicOf(place);

    private static string Capital(string text) => char.ToUpper(text[0], SpokenLanguage.Current) + text[1..];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
