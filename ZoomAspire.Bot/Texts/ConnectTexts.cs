using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>Connecting, up to Zoom's page.</summary>
internal static class ConnectTexts
{
    public const string MenuText = "Connect a Zoom account";

    public static readonly ChatText NoLink = new(
        "I can't prepare a link to Zoom right now. Nothing is wrong on your side: please try again in a minute.",
        [CommonTexts.ConnectButton("Try again")]);

    public static ChatText Invitation(Uri link, IReadOnlyList<ConnectionSummary> connected) => new(
        Already(connected) +
        "1. Press the button, sign in to Zoom and approve.\n" +
        "2. The page after that has a button back to Telegram: press it.\n" +
        "3. Press Start here, and you are connected.\n\n" +
        "The link is made for you alone. It works once, within 10 minutes; /connect makes a new one.",
        [InlineKeyboardButton.WithUrl("Connect Zoom", link.AbsoluteUri)])
    {
        IsPersonal = true,
    };

    private static string Already(IReadOnlyList<ConnectionSummary> connected)
    {
        var suspended = connected.Where(connection => connection.Status == ConnectionStatus.NeedsReauth).ToList();
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
