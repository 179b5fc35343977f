using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>Connecting, up to Zoom's page.</summary>
internal static class ConnectTexts
{
    public static string MenuText => ConnectWords.MenuText;

    private static string Steps =>
        $"1. {ConnectWords.StepApprove}\n2. {ConnectWords.StepBack}\n3. {ConnectWords.StepStart}\n\n{ConnectWords.LinkIsYours}";

    public static ChatText NoLink(DeliveryPlace? group) => new(
        ConnectWords.NoLink, [CommonTexts.ConnectButton(ConnectWords.TryAgainButton, group)]);

    public static ChatText Invitation(Uri link, IReadOnlyList<ConnectionSummary> connected) =>
        new($"{Already(connected)}\n\n{Steps}", [LinkButton(link)]) { IsPersonal = true };

    /// <summary>For somebody who wants recordings in a group and may.</summary>
    public static ChatText InvitationForGroup(Uri link, IReadOnlyList<ConnectionSummary> connected, GroupChoice group) => new(
        $"{Already(connected)}\n\n{ConnectWords.FormatGroupHears(CommonTexts.GroupName(group.Title))}\n\n{Steps}",
        [LinkButton(link)],
        [CommonTexts.ConnectButton(ConnectWords.OnlyMeButton)])
    {
        IsPersonal = true,
    };

    /// <summary>For somebody who wants recordings in a group and may not; says nothing of the group.</summary>
    public static ChatText InvitationInsteadOfGroup(Uri link, IReadOnlyList<ConnectionSummary> connected) => new(
        $"{Already(connected)}\n\n{ConnectWords.NotToGroup}\n\n{Steps}", [LinkButton(link)])
    {
        IsPersonal = true,
    };

    private static InlineKeyboardButton LinkButton(Uri link) =>
        InlineKeyboardButton.WithUrl(CommonWords.ConnectButton, link.AbsoluteUri);

    private static string Already(IReadOnlyList<ConnectionSummary> connected)
    {
        var suspended = connected.Where(connection => connection.NeedsOwner).ToList();
        if (suspended.Count > 0)
        {
            return ConnectWords.FormatApproveAgain(NamesOf(suspended));
        }

        return connected.Count switch
        {
            0 => ConnectWords.Begin,
            1 => ConnectWords.FormatAlreadyConnected(NamesOf(connected)),
            _ => ConnectWords.FormatSeveralConnected(NamesOf(connected)),
        };
    }

    private static string NamesOf(IEnumerable<ConnectionSummary> connections) =>
        CommonTexts.NamesOf(connections.Select(connection => connection.Account));
}
