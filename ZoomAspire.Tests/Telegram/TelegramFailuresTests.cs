using System.Net;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Telegram;

/// <summary>The texts are those of the Bot API server's source (github.com/tdlib/telegram-bot-api, Client.cpp).</summary>
public sealed class TelegramFailuresTests
{
    [Theory]
    [InlineData(401, "Unauthorized", TelegramFailureKind.Unauthorized)]
    [InlineData(404, "Not Found", TelegramFailureKind.Unauthorized)]
    [InlineData(404, "Not Found: method not found", TelegramFailureKind.BadRequest)]
    [InlineData(403, "Forbidden: bot was blocked by the user", TelegramFailureKind.Blocked)]
    [InlineData(403, "Forbidden: user is deactivated", TelegramFailureKind.Blocked)]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user", TelegramFailureKind.Blocked)]
    [InlineData(403, "Forbidden: bot was kicked from the group chat", TelegramFailureKind.ChatGone)]
    [InlineData(403, "Forbidden: bot was kicked from the supergroup chat", TelegramFailureKind.ChatGone)]
    [InlineData(403, "Forbidden: bot was kicked from the channel chat", TelegramFailureKind.ChatGone)]
    [InlineData(403, "Forbidden: bot is not a member of the supergroup chat", TelegramFailureKind.ChatGone)]
    [InlineData(403, "Forbidden: the group chat was deleted", TelegramFailureKind.ChatGone)]
    [InlineData(403, "Forbidden: something new", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: chat not found", TelegramFailureKind.ChatGone)]
    [InlineData(400, "Bad Request: PEER_ID_INVALID", TelegramFailureKind.ChatGone)]
    [InlineData(400, "Bad Request: have no rights to send a message", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: not enough rights to send audios to the chat", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: need administrator rights in the channel chat", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: CHAT_WRITE_FORBIDDEN", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: CHAT_SEND_AUDIOS_FORBIDDEN", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: message thread not found", TelegramFailureKind.ThreadGone)]
    [InlineData(400, "Bad Request: TOPIC_CLOSED", TelegramFailureKind.ThreadGone)]
    [InlineData(400, "Bad Request: TOPIC_DELETED", TelegramFailureKind.ThreadGone)]
    [InlineData(400, "Bad Request: TOPIC_PINNED_TOO_MUCH", TelegramFailureKind.NoRights)]
    [InlineData(400, "Bad Request: message is too long", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: message caption is too long", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: MEDIA_CAPTION_TOO_LONG", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: message text is empty", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: chat_id is empty", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: can't parse entities: Unsupported start tag \"p\" at byte offset 0", TelegramFailureKind.BadRequest)]
    [InlineData(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
        TelegramFailureKind.NotModified)]
    [InlineData(400, "Bad Request: message to edit not found", TelegramFailureKind.MessageGone)]
    [InlineData(400, "Bad Request: message can't be edited", TelegramFailureKind.MessageGone)]
    [InlineData(400, "Bad Request: message to delete not found", TelegramFailureKind.MessageGone)]
    [InlineData(400, "Bad Request: message can't be deleted", TelegramFailureKind.MessageGone)]
    [InlineData(400, "Bad Request: there is no media in the message to edit", TelegramFailureKind.CannotEditToMedia)]
    [InlineData(400, "Bad Request: wrong file_id or the file is temporarily unavailable", TelegramFailureKind.FileIdInvalid)]
    [InlineData(400, "Bad Request: wrong remote file identifier specified: can't unserialize it", TelegramFailureKind.FileIdInvalid)]
    [InlineData(400, "Bad Request: wrong file identifier/HTTP URL specified", TelegramFailureKind.FileIdInvalid)]
    [InlineData(400, "Bad Request: Wrong HTTP URL specified", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: failed to get HTTP URL content", TelegramFailureKind.BadRequest)]
    [InlineData(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", TelegramFailureKind.CallbackExpired)]
    [InlineData(400, "Bad Request: file is too big", TelegramFailureKind.TooLarge)]
    [InlineData(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", TelegramFailureKind.Conflict)]
    [InlineData(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        TelegramFailureKind.Conflict)]
    [InlineData(409, "Conflict: terminated by setWebhook request", TelegramFailureKind.Conflict)]
    [InlineData(413, "Request Entity Too Large", TelegramFailureKind.TooLarge)]
    [InlineData(429, "Too Many Requests: retry after 7", TelegramFailureKind.RateLimited)]
    [InlineData(500, "Internal Server Error", TelegramFailureKind.Transient)]
    [InlineData(502, "Bad Gateway", TelegramFailureKind.Transient)]
    public void The_text_of_an_answer_tells_its_kind(int code, string description, TelegramFailureKind expected) =>
        Assert.Equal(expected, TelegramFailures.Classify(new ApiRequestException(description, code)).Kind);

    [Fact]
    public void A_migrated_group_tells_its_new_id()
    {
        var failure = TelegramFailures.Classify(new ApiRequestException(
            "Bad Request: group chat was upgraded to a supergroup chat", 400, new ResponseParameters { MigrateToChatId = -1001234567890 }));

        Assert.Equal(new TelegramFailure(TelegramFailureKind.Migrated) { MigratedTo = new TelegramChatId(-1001234567890) }, failure);
    }

    [Fact]
    public void Too_many_requests_tell_how_long_to_wait()
    {
        var failure = TelegramFailures.Classify(new ApiRequestException(
            "Too Many Requests: retry after 7", 429, new ResponseParameters { RetryAfter = 7 }));

        Assert.Equal(new TelegramFailure(TelegramFailureKind.RateLimited) { RetryAfter = TimeSpan.FromSeconds(7) }, failure);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, TelegramFailureKind.TooLarge)]
    [InlineData(HttpStatusCode.TooManyRequests, TelegramFailureKind.RateLimited)]
    [InlineData(HttpStatusCode.BadGateway, TelegramFailureKind.Transient)]
    [InlineData(HttpStatusCode.OK, TelegramFailureKind.Transient)]
    public void The_page_of_a_proxy_is_judged_by_its_status(HttpStatusCode status, TelegramFailureKind expected) =>
        Assert.Equal(expected, TelegramFailures.Classify(new RequestException("The answer is not JSON.", status)).Kind);

    [Fact]
    public void A_broken_connection_leaves_the_result_unknown() =>
        Assert.Equal(
            TelegramFailureKind.Transient,
            TelegramFailures.Classify(new RequestException("failed", new HttpRequestException("reset"))).Kind);
}
