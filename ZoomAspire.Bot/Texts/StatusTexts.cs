using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>How things stand.</summary>
internal static class StatusTexts
{
    public static string MenuText => StatusWords.MenuText;

    private const int LongestTopic = 100;
    private const int LongestTitle = 60;

    public static ChatText NothingConnected => new(StatusWords.NothingConnected, [CommonTexts.ConnectButton()]);

    public static ChatText Status(IReadOnlyList<ConnectionSummary> connected, DeliveryOverview deliveries, TelegramChatId here)
    {
        var accounts = connected.Select(connection => Account(connection, deliveries.TimeZone, here));
        var html = $"{string.Join("\n\n", accounts)}\n\n{Deliveries(deliveries, !connected.Any(WaitsForOthers) || connected.Any(WaitsForOwner))}";
        return connected.Any(connection => connection.NeedsOwner)
            ? new ChatText(html, [CommonTexts.ReconnectButton()])
            : new ChatText(html);
    }

    private static bool WaitsForOthers(ConnectionSummary connection) => connection.PausedAt is not null || connection.IsOrganizationRefused;

    private static bool WaitsForOwner(ConnectionSummary connection) =>
        connection.NeedsOwner || connection.Destinations.Any(destination => destination.State == DestinationState.Unreachable);

    private static string Account(ConnectionSummary connection, TimeZoneInfo zone, TelegramChatId here)
    {
        var name = CommonTexts.NameOf(connection.Account);
        return connection switch
        {
            { PausedAt: { } paused } => $"⏸ {name}\n{StatusWords.FormatPaused(LocalDates.Day(paused, zone))}",
            { NeedsOwner: true } => $"⚠️ {name}\n{StatusWords.NeedsReauth}",
            { IsOrganizationRefused: true } => $"⚠️ {name}\n{StatusWords.OrganizationRefused}",
            _ => Working(connection, name, zone, here),
        };
    }

    private static string Working(ConnectionSummary connection, string name, TimeZoneInfo zone, TelegramChatId here)
    {
        var day = LocalDates.Day(connection.ConnectedAt ?? connection.AuthorizedAt, zone);
        var since = connection.IsLinked ? StatusWords.FormatLinkedSince(day) : StatusWords.FormatConnectedSince(day);
        var places = CommonTexts.AllOf(connection.Destinations.Select(destination => Place(destination, here)).DefaultIfEmpty(""));
        return $"✅ {name}\n{since} {StatusWords.FormatArriveIn(places)}" +
            (connection.IsRoutedByMeeting ? $" {StatusWords.RoutesHint}" : "") +
            (connection.Missing.Count > 0 ? $"\n{StatusWords.MissingPermissions}\n{ConnectionNotices.Missing(connection.Missing)}" : "");
    }

    private static string Place(DestinationSummary destination, TelegramChatId here)
    {
        var place = destination.ChatId == here
            ? StatusWords.ThisChat
            : CommonWords.FormatQuoted(TelegramHtml.Outside(destination.Title ?? StatusWords.AnotherChat, LongestTitle)) +
                CommonTexts.TopicOf(destination);
        return destination.State == DestinationState.Unreachable ? StatusWords.FormatOutOfReach(place) : place;
    }

    private static string Deliveries(DeliveryOverview deliveries, bool isForOwner)
    {
        List<string> lines =
        [
            deliveries.Last is { } last
                ? StatusWords.FormatLastDelivery(
                    TelegramHtml.Outside(last.Topic, LongestTopic), LocalDates.Moment(last.DeliveredAt, deliveries.TimeZone))
                : StatusWords.NothingDelivered,
        ];
        if (deliveries.UnderWay > 0)
        {
            lines.Add(Plural.Of(deliveries.UnderWay, StatusWords.FormatOnTheWayOne, StatusWords.FormatOnTheWayFew, StatusWords.FormatOnTheWayMany));
        }

        if (deliveries.Waiting > 0)
        {
            lines.Add(isForOwner
                ? Plural.Of(
                    deliveries.Waiting, StatusWords.FormatWaitingForYouOne, StatusWords.FormatWaitingForYouFew, StatusWords.FormatWaitingForYouMany)
                : Plural.Of(deliveries.Waiting, StatusWords.FormatWaitingOne, StatusWords.FormatWaitingFew, StatusWords.FormatWaitingMany));
        }

        if (deliveries.CheckedAt is { } checkedAt)
        {
            lines.Add(StatusWords.FormatLastLook(LocalDates.Moment(checkedAt, deliveries.TimeZone)));
        }

        return string.Join('\n', lines);
    }
}
