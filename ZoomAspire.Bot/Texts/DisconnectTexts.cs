using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>Disconnecting.</summary>
internal static class DisconnectTexts
{
    public const string MenuText = "Disconnect a Zoom account";

    public const string NotConnectedAnyMore = "This Zoom account is not connected any more. Send /status to see what is.";

    public static readonly ChatText NothingConnected = new(
        "No Zoom account is connected, so there is nothing to disconnect. /connect brings your recordings here.");

    public static readonly ChatText Kept = new("Nothing has changed: everything stays connected.");

    public static ChatText AskSure(ConnectedAccount account) => new(
        $"Disconnect {CommonTexts.NameOf(account)}?\n\n" +
        "Its recordings will no longer arrive, and I delete my access and the audio I have stored. What is in your chats stays, and you " +
        "can connect again any time.",
        [InlineKeyboardButton.WithCallbackData("Yes, disconnect", DisconnectButton.Data(account.ConnectionId))],
        [InlineKeyboardButton.WithCallbackData("No, keep it", KeepButton.Data)]);

    public static ChatText AskWhich(IReadOnlyList<ConnectionSummary> connected) => new(
        "Which Zoom account shall I disconnect?",
        [
            .. connected.Select(connection => new[] { ChoiceOf(connection.Account) }),
            [InlineKeyboardButton.WithCallbackData("None, keep them all", KeepButton.Data)],
        ]);

    public static ChatText Disconnected(ConnectedAccount account, DisconnectResult result) => new(
        $"Disconnected: {CommonTexts.NameOf(account)}\n\n" +
        "I deleted my access and the audio I had stored; what is in your chats stays. /connect brings it back." +
        RevocationNote(result));

    /// <summary>What is left to do where Zoom could not be told.</summary>
    public static string RevocationNote(DisconnectResult result) => result switch
    {
        DisconnectResult.DisconnectedRevocationPending =>
            "\n\nZoom could not be reached just now to take my access back. I keep trying until it has, and use it for nothing else.",
        DisconnectResult.DisconnectedButNotRevoked =>
            "\n\nI could not tell Zoom, so the app may still be listed there: to remove it, open the Zoom App Marketplace, Manage, Added Apps.",
        DisconnectResult.DisconnectedOrganization =>
            "\n\nAt Zoom nothing had to be taken back: the access is your organisation's, and I no longer use it for you.",
        _ => "",
    };

    private static InlineKeyboardButton ChoiceOf(ConnectedAccount account) =>
        InlineKeyboardButton.WithCallbackData(CommonTexts.LabelOf(account), DisconnectChoiceButton.Data(account.ConnectionId));
}
