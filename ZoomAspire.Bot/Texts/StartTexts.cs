using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>The first words.</summary>
internal static class StartTexts
{
    private const int LongestName = 40;

    public static ChatText InGroup(Uri link) => new(StartWords.InGroup, [CommonTexts.OpenPrivateChat(link)]);

    public static ChatText Welcome(string firstName, IReadOnlyList<ConnectionSummary> connected)
    {
        var greeting = StartWords.FormatGreeting(TelegramHtml.Outside(firstName, LongestName));
        var suspended = connected.Where(connection => connection.Status == ConnectionStatus.NeedsReauth).ToList();
        if (connected.Count == 0)
        {
            return new ChatText($"{greeting}\n\n{StartWords.Intro}\n\n{StartWords.Begin}", [CommonTexts.ConnectButton()]);
        }

        return suspended.Count == 0
            ? new ChatText($"{greeting}\n\n{StartWords.FormatAllSet(NamesOf(connected))}")
            : new ChatText($"{greeting}\n\n{StartWords.FormatApproveAgain(NamesOf(suspended))}", [CommonTexts.ReconnectButton()]);
    }

    private static string NamesOf(IEnumerable<ConnectionSummary> connections) =>
        CommonTexts.NamesOf(connections.Select(connection => connection.Account));
}
