using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Bot.Texts;

/// <summary>Disconnecting.</summary>
internal static class DisconnectTexts
{
    public static string MenuText => DisconnectWords.MenuText;

    public static string NotConnectedAnyMore => DisconnectWords.NotConnectedNotice;

    public static ChatText NothingConnected => new(DisconnectWords.NothingConnected);

    public static ChatText Kept => new(DisconnectWords.Kept);

    public static ChatText AskSure(ConnectedAccount account) => new(
        $"{DisconnectWords.FormatAskSure(CommonTexts.NameOf(account))}\n\n{DisconnectWords.AskSureWhat}",
        [InlineKeyboardButton.WithCallbackData(DisconnectWords.YesButton, DisconnectButton.Data(account.ConnectionId))],
        [InlineKeyboardButton.WithCallbackData(DisconnectWords.NoButton, KeepButton.Data)]);

    public static ChatText AskWhich(IReadOnlyList<ConnectionSummary> connected) => new(
        DisconnectWords.AskWhich,
        [
            .. connected.Select(connection => new[] { ChoiceOf(connection.Account) }),
            [InlineKeyboardButton.WithCallbackData(DisconnectWords.NoneButton, KeepButton.Data)],
        ]);

    public static ChatText Disconnected(ConnectedAccount account, DisconnectResult result) => new(
        $"{DisconnectWords.FormatDisconnected(CommonTexts.NameOf(account))}\n\n{DisconnectWords.WhatStays}{RevocationNote(result)}");

    /// <summary>What is left to do where Zoom could not be told, as a paragraph of its own.</summary>
    public static string RevocationNote(DisconnectResult result) => result switch
    {
        DisconnectResult.DisconnectedRevocationPending => $"\n\n{DisconnectWords.RevocationPending}",
        DisconnectResult.DisconnectedButNotRevoked => $"\n\n{DisconnectWords.NotRevoked}",
        DisconnectResult.DisconnectedOrganization => $"\n\n{DisconnectWords.Organization}",
        _ => "",
    };

    private static InlineKeyboardButton ChoiceOf(ConnectedAccount account) =>
        InlineKeyboardButton.WithCallbackData(CommonTexts.LabelOf(account), DisconnectChoiceButton.Data(account.ConnectionId));
}
