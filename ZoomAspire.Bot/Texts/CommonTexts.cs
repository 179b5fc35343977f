using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Texts;

/// <summary>What is said in more than one situation. Notices show above the chat: plain text, 200 characters.</summary>
internal static class CommonTexts
{
    /// <summary>On the bot's profile; 120 characters at most.</summary>
    public static string ShortDescription => CommonWords.ShortDescription;

    /// <summary>In the empty chat, before the first Start; 512 characters at most.</summary>
    public static string Description => $"{CommonWords.Description}\n\n{CommonWords.DescriptionBegin}";

    public static string WentWrongNotice => CommonWords.WentWrongNotice;

    public static string StaleButton => CommonWords.StaleButtonNotice;

    public static string NotYourButton => CommonWords.NotYourButtonNotice;

    public static ChatText WentWrong => new(CommonWords.WentWrong);

    public static ChatText NotUnderstood => new(CommonWords.NotUnderstood);

    public static ChatText NotText => new(CommonWords.NotText);

    public static ChatText UnknownCommand(string name) => new(CommonWords.FormatUnknownCommand(TelegramHtml.Outside("/" + name)));

    public static ChatText OnlyInPrivate(Uri link) => new(CommonWords.OnlyInPrivate, [OpenPrivateChat(link)]);

    public static InlineKeyboardButton OpenPrivateChat(Uri link) =>
        InlineKeyboardButton.WithUrl(CommonWords.OpenPrivateChatButton, link.AbsoluteUri);

    /// <summary>Connects.</summary>
    /// <param name="label">What it says; null for “Connect Zoom”.</param>
    /// <param name="group">Where recordings shall go; null for the private chat.</param>
    public static InlineKeyboardButton ConnectButton(string? label = null, DeliveryPlace? group = null) =>
        InlineKeyboardButton.WithCallbackData(label ?? CommonWords.ConnectButton, Buttons.ConnectButton.Data(group));

    public static InlineKeyboardButton ReconnectButton() => ConnectButton(CommonWords.ReconnectButton);

    /// <summary>The title of a group as a place.</summary>
    public static string GroupName(string? title) =>
        title is { Length: > 0 } ? CommonWords.FormatQuoted(TelegramHtml.Outside(title, LongestName)) : CommonWords.UnnamedGroup;

    /// <summary>The topic of a forum, to stand behind the forum's name; empty where there is none.</summary>
    public static string TopicOf(DestinationSummary place) => TopicOf(place, name => TelegramHtml.Outside(name, LongestName));

    /// <summary>The same for the label of a button, which has no markup.</summary>
    public static string TopicLabelOf(DestinationSummary place) => TopicOf(place, name => TelegramHtml.OneLine(name, LongestTopicLabel));

    /// <summary>An account as its owner knows it.</summary>
    public static string NameOf(ConnectedAccount account) => ConnectionNotices.NameOf(account);

    /// <summary>Several accounts in one sentence.</summary>
    public static string NamesOf(IEnumerable<ConnectedAccount> accounts) => AllOf(accounts.Select(NameOf));

    /// <summary>Several names, one at least, in one sentence.</summary>
    public static string AllOf(IEnumerable<string> names) => names.Aggregate((first, second) => CommonWords.FormatBoth(first, second));

    /// <summary>The same for the label of a button, which has no markup.</summary>
    public static string LabelOf(ConnectedAccount account) =>
        TelegramHtml.OneLine(account.Email ?? account.DisplayName ?? CommonWords.UnnamedAccount, LongestName);

    private const int LongestName = 60;
    private const int LongestTopicLabel = 40;

    private static string TopicOf(DestinationSummary place, Func<string, string> shown) => place switch
    {
        { TopicName: { } name } => $" {CommonWords.FormatTopic(shown(name))}",
        { MessageThreadId: { } thread } => $" {CommonWords.FormatTopicNumber(thread.ToString(CultureInfo.InvariantCulture))}",
        _ => "",
    };
}
