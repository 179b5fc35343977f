using System.Globalization;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Commands;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>How things stand.</summary>
internal static class StatusTexts
{
    public const string MenuText = "What is connected and what is on its way";

    private const int LongestTopic = 100;
    private const int LongestTitle = 60;

    public static readonly ChatText NothingConnected = new(
        "No Zoom account is connected yet. Press the button, and your recordings will arrive here.",
        [CommonTexts.ConnectButton()]);

    public static ChatText Status(IReadOnlyList<ConnectionSummary> connected, DeliveryOverview deliveries, TelegramChatId here)
    {
        var accounts = connected.Select(connection => Account(connection, deliveries.TimeZone, here));
        var html = $"{string.Join("\n\n", accounts)}\n\n{Deliveries(deliveries, !connected.Any(WaitsForOthers) || connected.Any(WaitsForOwner))}";
        return connected.Any(connection => connection.NeedsOwner)
            ? new ChatText(html, [CommonTexts.ConnectButton("Reconnect Zoom")])
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
            { PausedAt: { } paused } =>
                $"⏸ {name}\nDeactivated at Zoom since {Day(paused, zone)}. Recordings wait, and I go on by myself when it is active again.",
            { NeedsOwner: true } => $"⚠️ {name}\nZoom wants you to approve it again. Recordings wait until then and are not lost.",
            { IsOrganizationRefused: true } =>
                $"⚠️ {name}\nYour organisation's access to Zoom does not work at the moment. Its operator knows, and there is nothing for you to " +
                "do: recordings wait and are not lost.",
            _ => Working(connection, name, zone, here),
        };
    }

    private static string Working(ConnectionSummary connection, string name, TimeZoneInfo zone, TelegramChatId here) =>
        $"✅ {name}\n{(connection.IsLinked ? "Linked by your organisation" : "Connected")} since " +
        $"{Day(connection.ConnectedAt ?? connection.AuthorizedAt, zone)}. " +
        $"Recordings arrive in {string.Join(" and ", connection.Destinations.Select(destination => Place(destination, here)))}." +
        (connection.IsRoutedByMeeting ? " /routes shows what goes where." : "") +
        (connection.Missing.Count > 0 ? $"\n⚠️ Zoom did not give me every permission:\n{ConnectionNotices.Missing(connection.Missing)}" : "");

    private static string Place(DestinationSummary destination, TelegramChatId here)
    {
        var place = destination.ChatId == here
            ? "this chat"
            : $"“{TelegramHtml.Outside(destination.Title ?? "another chat", LongestTitle)}”";
        return destination.State == DestinationState.Unreachable ? $"{place} (which I can't reach)" : place;
    }

    private static string Deliveries(DeliveryOverview deliveries, bool isForOwner)
    {
        List<string> lines =
        [
            deliveries.Last is { } last
                ? $"Last delivery: “{TelegramHtml.Outside(last.Topic, LongestTopic)}”, {Moment(last.DeliveredAt, deliveries.TimeZone)}."
                : "Nothing has been delivered yet: the first recording arrives after your next recorded meeting.",
        ];
        if (deliveries.UnderWay > 0)
        {
            lines.Add($"On the way: {Recordings(deliveries.UnderWay)}.");
        }

        if (deliveries.Waiting > 0)
        {
            lines.Add($"{(isForOwner ? "Waiting for you" : "Waiting")}: {Recordings(deliveries.Waiting)}.");
        }

        if (deliveries.CheckedAt is { } checkedAt)
        {
            lines.Add($"Last look for recordings that I was not told about: {Moment(checkedAt, deliveries.TimeZone)}.");
        }

        return string.Join('\n', lines);
    }

    private static string Recordings(int count) => count == 1 ? "1 recording" : $"{count} recordings";

    private static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture) +
        (zone == TimeZoneInfo.Utc ? " UTC" : "");
}
