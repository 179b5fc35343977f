using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>Connecting, up to Zoom's page.</summary>
internal static class ConnectTexts
{
    public const string MenuText = "Connect a Zoom account";

    private const string Steps =
        "1. Press the button, sign in to Zoom and approve.\n" +
        "2. The page after that has a button back to Telegram: press it.\n" +
        "3. Press Start here, and you are connected.\n\n" +
        "The link is made for you alone. It works once, within 10 minutes; /connect makes a new one. If Zoom says that an administrator " +
        "must approve the app first, ask your Zoom admin for it, then send /connect again.";

    public static ChatText NoLink(DeliveryPlace? group) => new(
        "I can't prepare a link to Zoom right now. Nothing is wrong on your side: please try again in a minute.",
        [CommonTexts.ConnectButton("Try again", group)]);

    public static ChatText Invitation(Uri link, IReadOnlyList<ConnectionSummary> connected) =>
        new(Already(connected) + Steps, [LinkButton(link)]) { IsPersonal = true };

    /// <summary>For somebody who wants recordings in a group and may.</summary>
    public static ChatText InvitationForGroup(Uri link, IReadOnlyList<ConnectionSummary> connected, GroupChoice group) => new(
        Already(connected) +
        $"The recordings will arrive in {CommonTexts.GroupName(group.Title)}, where everybody in the group can hear them.\n\n" + Steps,
        [LinkButton(link)],
        [CommonTexts.ConnectButton("Send them to me only")])
    {
        IsPersonal = true,
    };

    /// <summary>For somebody who wants recordings in a group and may not; says nothing of the group.</summary>
    public static ChatText InvitationInsteadOfGroup(Uri link, IReadOnlyList<ConnectionSummary> connected) => new(
        Already(connected) +
        "I deliver to a group only what one of its administrators sends there, so your recordings will arrive here, in our private chat.\n\n" +
        Steps,
        [LinkButton(link)])
    {
        IsPersonal = true,
    };

    private static InlineKeyboardButton LinkButton(Uri link) => InlineKeyboardButton.WithUrl("Connect Zoom", link.AbsoluteUri);

    private static string Already(IReadOnlyList<ConnectionSummary> connected)
    {
        var suspended = connected.Where(connection => connection.NeedsOwner).ToList();
        if (suspended.Count > 0)
        {
            return $"Zoom wants you to approve {CommonTexts.NamesOf(suspended.Select(connection => connection.Account))} again:\n\n";
        }

        return connected.Count == 0
            ? "Let's connect your Zoom account:\n\n"
            : $"{CommonTexts.NamesOf(connected.Select(connection => connection.Account))} is already connected. " +
              "You can add another Zoom account this way, or renew the connection:\n\n";
    }
}
