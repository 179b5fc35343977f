using Telegram.Bot.Requests;

namespace Telegram.Bot;

/// <summary>One method for each call of the Bot API, in the names and with the defaults of the real package.</summary>
public static partial class TelegramBotClientExtensions
{
    public static Task<Update[]> GetUpdates(
        this ITelegramBotClient botClient,
        int? offset = default,
        int? limit = default,
        int? timeout = default,
        IEnumerable<UpdateType>? allowedUpdates = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new GetUpdatesRequest { Offset = offset, Limit = limit, Timeout = timeout, AllowedUpdates = allowedUpdates },
            cancellationToken);

    public static Task DeleteWebhook(
        this ITelegramBotClient botClient, bool dropPendingUpdates = default, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new DeleteWebhookRequest { DropPendingUpdates = dropPendingUpdates }, cancellationToken);

    public static Task<User> GetMe(this ITelegramBotClient botClient, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new GetMeRequest(), cancellationToken);

    public static Task LogOut(this ITelegramBotClient botClient, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new LogOutRequest(), cancellationToken);

    public static Task SendChatAction(
        this ITelegramBotClient botClient,
        ChatId chatId,
        ChatAction action,
        int? messageThreadId = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new SendChatActionRequest { ChatId = chatId, Action = action, MessageThreadId = messageThreadId },
            cancellationToken);

    public static Task<ChatFullInfo> GetChat(
        this ITelegramBotClient botClient, ChatId chatId, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new GetChatRequest { ChatId = chatId }, cancellationToken);

    public static Task<ChatMember> GetChatMember(
        this ITelegramBotClient botClient, ChatId chatId, long userId, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new GetChatMemberRequest { ChatId = chatId, UserId = userId }, cancellationToken);

    public static Task<int> GetChatMemberCount(
        this ITelegramBotClient botClient, ChatId chatId, CancellationToken cancellationToken = default) =>
        botClient.SendRequest(new GetChatMemberCountRequest { ChatId = chatId }, cancellationToken);

    public static Task AnswerCallbackQuery(
        this ITelegramBotClient botClient,
        string callbackQueryId,
        string? text = default,
        bool showAlert = default,
        string? url = default,
        int? cacheTime = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new AnswerCallbackQueryRequest
            {
                CallbackQueryId = callbackQueryId,
                Text = text,
                ShowAlert = showAlert,
                Url = url,
                CacheTime = cacheTime,
            },
            cancellationToken);

    public static Task SetMyCommands(
        this ITelegramBotClient botClient,
        IEnumerable<BotCommand> commands,
        BotCommandScope? scope = default,
        string? languageCode = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new SetMyCommandsRequest { Commands = commands, Scope = scope, LanguageCode = languageCode }, cancellationToken);

    public static Task SetMyDescription(
        this ITelegramBotClient botClient,
        string? description = default,
        string? languageCode = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new SetMyDescriptionRequest { Description = description, LanguageCode = languageCode }, cancellationToken);

    public static Task SetMyShortDescription(
        this ITelegramBotClient botClient,
        string? shortDescription = default,
        string? languageCode = default,
        CancellationToken cancellationToken = default) =>
        botClient.SendRequest(
            new SetMyShortDescriptionRequest { ShortDescription = shortDescription, LanguageCode = languageCode },
            cancellationToken);
}
