using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What a group reads of recordings that are to be delivered there. Notices: plain text, 200 characters.</summary>
internal static class GroupRouteTexts
{
    public const string OnlyAdministrators = "Only an administrator of this group can decide that.";

    public const string GoneNotice = "This does not wait for an answer any more: it was answered, taken back, or has expired.";

    private const int LongestName = 60;

    /// <summary>Asks for an administrator's consent: who wants what, and who will hear it.</summary>
    /// <param name="owner">Who asks.</param>
    /// <param name="summary">The route.</param>
    /// <param name="members">How many are in the group; null if Telegram does not say.</param>
    public static ChatText Request(Sender owner, RouteSummary summary, int? members) => new(
        $"{Name(owner)} wants to deliver Zoom recordings {Here(summary)}: {RouteTexts.What(summary.Route)} that {HostOf(summary)} hosts and " +
        $"records.\n\n{WhoHears(members)}\n\nAn administrator of this group decides, within {OwnRoutes.RequestLifetime.Days} days. Until then " +
        "nothing comes here.",
        [
            InlineKeyboardButton.WithCallbackData("Allow", GroupRouteButton.Allow(summary.Route.Id)),
            InlineKeyboardButton.WithCallbackData("Refuse", GroupRouteButton.Refuse(summary.Route.Id)),
        ]);

    public static ChatText Allowed(Sender administrator, RouteSummary summary) => new(
        $"✅ Allowed by {Name(administrator)}: {RouteTexts.What(summary.Route)} that {HostOf(summary)} hosts and records come {Here(summary)}. " +
        "Any administrator can stop that.",
        [InlineKeyboardButton.WithCallbackData("🛑 Stop", GroupRouteButton.Stop(summary.Route.Id))]);

    public static ChatText Refused(Sender administrator, RouteSummary summary) => new(
        $"Refused by {Name(administrator)}: {RouteTexts.What(summary.Route)} of {HostOf(summary)} do not come here.");

    public static ChatText Stopped(Sender administrator, RouteSummary summary) => new(
        $"🛑 Stopped by {Name(administrator)}: {RouteTexts.What(summary.Route)} of {HostOf(summary)} do not come here any more.");

    /// <summary>For a group to which the bot was added by somebody it cannot write to.</summary>
    public static ChatText Offer(Uri link) => new(
        "I bring Zoom cloud recordings to the people who host the meetings. To have yours delivered here, press the button.",
        [InlineKeyboardButton.WithUrl("Deliver here", link.AbsoluteUri)]);

    /// <summary>Who will hear what is delivered to a group.</summary>
    /// <param name="members">How many are in it, bots included; null if Telegram does not say.</param>
    public static string WhoHears(int? members) =>
        $"Everybody in the group{(members is { } count ? string.Create(CultureInfo.InvariantCulture, $" ({count} members)") : "")} will hear them, " +
        "and whoever joins later.";

    /// <summary>Whose recordings, for others than the owner: no e-mail address.</summary>
    public static string HostOf(RouteSummary summary) => summary.Account.DisplayName is { Length: > 0 } name
        ? $"<b>{TelegramHtml.Outside(name, LongestName)}</b>"
        : "somebody in the group";

    private static string Name(Sender sender) => TelegramHtml.Outside(sender.FirstName, LongestName);

    private static string Here(RouteSummary summary) => summary.Destination.MessageThreadId is null ? "to this group" : "to this topic";
}
