using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said in more than one situation. Notices show above the chat: plain text, 200 characters.</summary>
internal static class CommonTexts
{
    /// <summary>On the bot's profile; 120 characters at most.</summary>
    public const string ShortDescription = "Your Zoom cloud recordings come to you by themselves: playable audio, in this chat, after every meeting.";

    /// <summary>In the empty chat, before the first Start; 512 characters at most.</summary>
    public const string Description =
        "Connect your Zoom account once. After that, the audio of every meeting you host and record to the cloud arrives in this chat " +
        "by itself, ready to play.\n\nPress Start to begin.";

    public const string WentWrongNotice = "Something went wrong on my side. Please try again in a moment.";

    public const string StaleButton = "This button no longer works. Send /help to see what I can do.";

    public const string NotYourButton = "This button works only for the person it was made for, in our private chat.";

    public static readonly ChatText WentWrong = new(
        "Something went wrong on my side. Please try again in a moment; if it happens again, give me a few minutes.");

    public static readonly ChatText NotUnderstood = new(
        "I'm not much of a talker: I only follow commands and buttons. /help shows what I can do.");

    public static readonly ChatText NotText = new(
        "I bring recordings, but I can't do anything with what you send me. /help shows what I can do.");

    public static ChatText UnknownCommand(string name) => new($"I don't know {TelegramHtml.Outside("/" + name)}. /help shows what I can do.");

    public static ChatText OnlyInPrivate(Uri link) => new(
        "That is between the two of us: let's continue in our private chat.", [OpenPrivateChat(link)]);

    public static InlineKeyboardButton OpenPrivateChat(Uri link) => InlineKeyboardButton.WithUrl("Open private chat", link.AbsoluteUri);

    public static InlineKeyboardButton ConnectButton(string label = "Connect Zoom", DeliveryPlace? group = null) =>
        InlineKeyboardButton.WithCallbackData(label, Buttons.ConnectButton.Data(group));

    /// <summary>The title of a group as a place.</summary>
    public static string GroupName(string? title) =>
        title is { Length: > 0 } ? $"“{TelegramHtml.Outside(title, LongestName)}”" : "the group you chose";

    /// <summary>An account as its owner knows it.</summary>
    public static string NameOf(ConnectedAccount account) => ConnectionNotices.NameOf(account);

    /// <summary>Several accounts in one sentence.</summary>
    public static string NamesOf(IEnumerable<ConnectedAccount> accounts) => string.Join(" and ", accounts.Select(NameOf));

    /// <summary>The same for the label of a button, which has no markup.</summary>
    public static string LabelOf(ConnectedAccount account) =>
        TelegramHtml.OneLine(account.Email ?? account.DisplayName ?? "Zoom account", LongestName);

    private const int LongestName = 60;
}
