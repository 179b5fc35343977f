using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>The first words.</summary>
internal static class StartTexts
{
    private const int LongestName = 40;

    public static ChatText InGroup(Uri link) => new(
        "I bring Zoom cloud recordings to the people who host the meetings. Everything begins in our private chat.",
        [CommonTexts.OpenPrivateChat(link)]);

    public static ChatText Welcome(string firstName, IReadOnlyList<ConnectionSummary> connected)
    {
        var greeting = $"Hi {TelegramHtml.Outside(firstName, LongestName)} 👋\n\n";
        var suspended = connected.Where(connection => connection.Status == ConnectionStatus.NeedsReauth).ToList();
        if (connected.Count == 0)
        {
            return new ChatText(
                greeting +
                "I bring your Zoom cloud recordings into this chat. Connect your Zoom account once; after that, the audio of every " +
                "meeting you host and record to the cloud arrives here by itself, ready to play.\n\nPress the button to begin.",
                [CommonTexts.ConnectButton()]);
        }

        return suspended.Count == 0
            ? new ChatText(
                greeting +
                $"You are all set: recordings of {CommonTexts.NamesOf(connected.Select(connection => connection.Account))} arrive by themselves. " +
                "/status shows how things stand, /help what else I can do.")
            : new ChatText(
                greeting +
                $"Zoom wants you to approve {CommonTexts.NamesOf(suspended.Select(connection => connection.Account))} again. " +
                "Recordings wait until then; press the button, and they go on.",
                [CommonTexts.ConnectButton("Reconnect Zoom")]);
    }
}
