using System.Net;
using Telegram.Bot.Exceptions;

namespace ZoomAspire.Core.Telegram;

/// <summary>
/// Reads what a failed call means. The Bot API tells kinds of failures apart by text only; the texts are those of its server
/// (https://github.com/tdlib/telegram-bot-api, Client.cpp).
/// </summary>
public static class TelegramFailures
{
    // In order: the first that occurs in the description decides, so the special stand before the general.
    private static readonly (string Text, TelegramFailureKind Kind)[] Texts =
    [
        ("bot was blocked by the user", TelegramFailureKind.Blocked),
        ("user is deactivated", TelegramFailureKind.Blocked),
        ("bot can't initiate conversation with a user", TelegramFailureKind.Blocked),
        ("bot was kicked", TelegramFailureKind.ChatGone),
        ("bot is not a member", TelegramFailureKind.ChatGone),
        ("chat was deleted", TelegramFailureKind.ChatGone),
        ("chat not found", TelegramFailureKind.ChatGone),
        ("PEER_ID_INVALID", TelegramFailureKind.ChatGone),
        ("message thread not found", TelegramFailureKind.ThreadGone),
        ("TOPIC_CLOSED", TelegramFailureKind.ThreadGone),
        ("TOPIC_DELETED", TelegramFailureKind.ThreadGone),
        ("TOPIC_", TelegramFailureKind.NoRights),
        ("have no rights", TelegramFailureKind.NoRights),
        ("not enough rights", TelegramFailureKind.NoRights),
        ("need administrator rights", TelegramFailureKind.NoRights),
        ("CHAT_WRITE_FORBIDDEN", TelegramFailureKind.NoRights),
        ("CHAT_ADMIN_REQUIRED", TelegramFailureKind.NoRights),
        ("CHAT_SEND_", TelegramFailureKind.NoRights),
        ("message is not modified", TelegramFailureKind.NotModified),
        ("no media in the message to edit", TelegramFailureKind.CannotEditToMedia),
        ("no text in the message to edit", TelegramFailureKind.NotText),
        ("message to edit not found", TelegramFailureKind.MessageGone),
        ("message can't be edited", TelegramFailureKind.MessageGone),
        ("message to delete not found", TelegramFailureKind.MessageGone),
        ("message can't be deleted", TelegramFailureKind.MessageGone),
        ("MESSAGE_ID_INVALID", TelegramFailureKind.MessageGone),
        ("wrong file_id", TelegramFailureKind.FileIdInvalid),
        ("wrong remote file id", TelegramFailureKind.FileIdInvalid),
        ("wrong file identifier", TelegramFailureKind.FileIdInvalid),
        ("FILE_REFERENCE_", TelegramFailureKind.FileIdInvalid),
        ("file is too big", TelegramFailureKind.TooLarge),
        ("query is too old", TelegramFailureKind.CallbackExpired),
    ];

    /// <summary>What the failure of a call means.</summary>
    /// <param name="exception">What the call threw, other than the caller's own cancellation.</param>
    /// <returns>The meaning; <see cref="TelegramFailureKind.Transient"/> for whatever is no answer of the Bot API.</returns>
    public static TelegramFailure Classify(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            ApiRequestException api => ByAnswer(api),
            // A proxy in front of the server answers in HTML.
            RequestException { HttpStatusCode: HttpStatusCode.RequestEntityTooLarge } => new(TelegramFailureKind.TooLarge),
            RequestException { HttpStatusCode: HttpStatusCode.TooManyRequests } => new(TelegramFailureKind.RateLimited),
            _ => new(TelegramFailureKind.Transient),
        };
    }

    /// <summary>
    /// Whether a message was not deleted because a bot may not any more (older than 48 hours), and not because it is gone. The server gives the
    /// same text for both kinds of being forbidden.
    /// </summary>
    /// <param name="exception">What deleting threw.</param>
    public static bool MayNotDelete(Exception exception) =>
        exception is ApiRequestException { Message: { } text } && text.Contains("message can't be deleted", StringComparison.OrdinalIgnoreCase);

    private static TelegramFailure ByAnswer(ApiRequestException answer)
    {
        if (answer.Parameters?.MigrateToChatId is { } chatId)
        {
            return new(TelegramFailureKind.Migrated) { MigratedTo = new TelegramChatId(chatId) };
        }

        return answer.ErrorCode switch
        {
            (int)HttpStatusCode.TooManyRequests => RateLimited(answer.Parameters?.RetryAfter),
            (int)HttpStatusCode.Unauthorized => new(TelegramFailureKind.Unauthorized),
            (int)HttpStatusCode.Conflict => new(TelegramFailureKind.Conflict),
            (int)HttpStatusCode.RequestEntityTooLarge => new(TelegramFailureKind.TooLarge),
            >= (int)HttpStatusCode.InternalServerError => new(TelegramFailureKind.Transient),
            // The path holds the token: without a method's name in the answer it is the token that was not found.
            (int)HttpStatusCode.NotFound when answer.Message == "Not Found" => new(TelegramFailureKind.Unauthorized),
            var code => new(ByText(answer.Message) ?? Otherwise(code)),
        };
    }

    private static TelegramFailure RateLimited(int? seconds) =>
        new(TelegramFailureKind.RateLimited) { RetryAfter = seconds is { } wait ? TimeSpan.FromSeconds(wait) : null };

    private static TelegramFailureKind? ByText(string description)
    {
        foreach (var (text, kind) in Texts)
        {
            if (description.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }

    private static TelegramFailureKind Otherwise(int code) =>
        code == (int)HttpStatusCode.Forbidden ? TelegramFailureKind.NoRights : TelegramFailureKind.BadRequest;
}
