using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What a group reads of recordings that are to be delivered there. Notices: plain text, 200 characters.</summary>
internal static class GroupRouteTexts
{
    private const int LongestName = 60;

    public static string OnlyAdministrators => GroupRouteWords.OnlyAdministratorsNotice;

    public static string GoneNotice => GroupRouteWords.GoneNotice;

    /// <summary>Asks for an administrator's consent: who wants what, and who will hear it.</summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="summary">The route.</param>
    /// <param name="members">How many are in the group; null if Telegram does not say.</param>
    public static ChatText Request(Sender owner, RouteSummary summary, int? members)
    {
        var (name, what, host) = (Name(owner), RouteTexts.What(summary.Route), HostOf(summary));
        var wish = summary.Destination switch
        {
            { TopicName: { } topic } => GroupRouteWords.FormatRequestToNamedTopic(name, Topic(topic), what, host),
            { MessageThreadId: not null } => GroupRouteWords.FormatRequestToTopic(name, what, host),
            _ => GroupRouteWords.FormatRequestToGroup(name, what, host),
        };
        var days = OwnRoutes.RequestLifetime.Days.ToString(CultureInfo.InvariantCulture);
        return new ChatText(
            $"{wish}\n\n{WhoHears(members)}\n\n{GroupRouteWords.FormatDecides(days)}",
            [
                InlineKeyboardButton.WithCallbackData(GroupRouteWords.AllowButton, GroupRouteButton.Allow(summary.Route.Id)),
                InlineKeyboardButton.WithCallbackData(GroupRouteWords.RefuseButton, GroupRouteButton.Refuse(summary.Route.Id)),
            ]);
    }

    public static ChatText Allowed(Sender administrator, RouteSummary summary)
    {
        var (name, what, host) = (Name(administrator), RouteTexts.What(summary.Route), HostOf(summary));
        return new ChatText(
            summary.Destination switch
            {
                { TopicName: { } topic } => GroupRouteWords.FormatAllowedToNamedTopic(name, what, host, Topic(topic)),
                { MessageThreadId: not null } => GroupRouteWords.FormatAllowedToTopic(name, what, host),
                _ => GroupRouteWords.FormatAllowedToGroup(name, what, host),
            },
            [InlineKeyboardButton.WithCallbackData(GroupRouteWords.StopButton, GroupRouteButton.Stop(summary.Route.Id))]);
    }

    public static ChatText Refused(Sender administrator, RouteSummary summary) => new(
        GroupRouteWords.FormatRefused(Name(administrator), RouteTexts.What(summary.Route), HostOf(summary)));

    public static ChatText Stopped(Sender administrator, RouteSummary summary) => new(
        GroupRouteWords.FormatStopped(Name(administrator), RouteTexts.What(summary.Route), HostOf(summary)));

    /// <summary>For a group to which the bot was added by somebody it cannot write to.</summary>
    public static ChatText Offer(Uri link) => new(
        GroupRouteWords.Offer, [InlineKeyboardButton.WithUrl(GroupRouteWords.DeliverHereButton, link.AbsoluteUri)]);

    /// <summary>Who will hear what is delivered to a group.</summary>
    /// <param name="members">How many are in it, bots included; null if Telegram does not say.</param>
    public static string WhoHears(int? members) => members is { } count
        ? Plural.Of(count, GroupRouteWords.FormatWhoHearsOne, GroupRouteWords.FormatWhoHearsFew, GroupRouteWords.FormatWhoHearsMany)
        : GroupRouteWords.WhoHears;

    /// <summary>Whose recordings, for others than the owner: no e-mail address.</summary>
    public static string HostOf(RouteSummary summary) => summary.Account.DisplayName is { Length: > 0 } name
        ? $"<b>{TelegramHtml.Outside(name, LongestName)}</b>"
        : GroupRouteWords.SomebodyHere;

    private static string Name(Sender sender) => TelegramHtml.Outside(sender.FirstName, LongestName);

    private static string Topic(string name) => CommonWords.FormatQuoted(TelegramHtml.Outside(name, LongestName));
}
