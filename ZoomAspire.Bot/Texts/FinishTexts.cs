using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>The last step of connecting, back in Telegram.</summary>
internal static class FinishTexts
{
    public const string TooLateToUndo = "This can't be undone any more. Send /disconnect if you want to end the connection.";

    public static readonly ChatText NotForYou = new(
        "This link was made for somebody else. Nothing was connected, and the link no longer works.\n\n" +
        "To connect your own Zoom account, press the button.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText OpenedBySomebodyElse = new(
        "⚠️ Somebody else opened the last step of your connection to Zoom. To be safe I stopped it: nothing was connected.\n\n" +
        "If you want to connect, press the button and take every step yourself.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText AlreadyUsed = new(
        "This link has been used already. /status shows what is connected; if something is missing there, press the button.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText Expired = new(
        "This link has expired, so nothing was connected. Press the button for a fresh one.",
        [CommonTexts.ConnectButton()]);

    public static readonly ChatText Unknown = new(
        "I don't know this link; maybe a part of it got lost. Nothing was connected. Press the button for a fresh one.",
        [CommonTexts.ConnectButton()]);

    public static ChatText Finished(FinishResult.Finished finished, TelegramChatId here) => new(
        $"✅ Connected: {CommonTexts.NameOf(finished.Account)}\n\n" +
        "From now on, the audio of every meeting that this Zoom account hosts and records to the cloud arrives in " +
        (finished.ChatId == here ? "this chat. " : "the group you chose. ") +
        "Meetings hosted by others do not: their recordings belong to their hosts.\n\n" +
        "Not what you wanted? Undo takes it back.",
        [InlineKeyboardButton.WithCallbackData("Undo", UndoButton.Data(finished.UndoId))]);

    public static ChatText MovedAway(ConnectedAccount account) => new(
        $"⚠️ {CommonTexts.NameOf(account)} has just been connected by another Telegram user, so its recordings no longer arrive here.\n\n" +
        "If you did not want that, press the button: signing in to Zoom brings them back.",
        [CommonTexts.ConnectButton()]);

    public static ChatText Undone(bool isRevoked) => new(
        "Undone: the Zoom account is disconnected, and I kept nothing of it." + DisconnectTexts.RevocationNote(isRevoked),
        [CommonTexts.ConnectButton()]);
}
