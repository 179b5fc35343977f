namespace ZoomAspire.Simulator.Telegram;

/// <summary>An answer of the Bot API other than success, with the real server's status and text.</summary>
internal sealed class BotApiException : Exception
{
    private BotApiException(int status, string description) : base(description) => Status = status;

    /// <summary>HTTP status, which is also <c>error_code</c>.</summary>
    public int Status { get; }

    /// <summary>Seconds to wait, in <c>parameters.retry_after</c> and in the Retry-After header.</summary>
    public int? RetryAfter { get; private init; }

    /// <summary>Where the group went, in <c>parameters.migrate_to_chat_id</c>.</summary>
    public long? MigrateToChatId { get; private init; }

    public static BotApiException BadRequest(string text) => new(400, $"Bad Request: {text}");

    public static BotApiException Forbidden(string text) => new(403, $"Forbidden: {text}");

    public static BotApiException Conflict(string text) => new(409, $"Conflict: {text}");

    public static BotApiException Unauthorized() => new(401, "Unauthorized");

    public static BotApiException LoggedOut() => new(400, "Logged out");

    public static BotApiException MethodNotFound() => new(404, "Not Found: method not found");

    public static BotApiException NotFound() => new(404, "Not Found");

    public static BotApiException TooLarge() => new(413, "Request Entity Too Large");

    public static BotApiException Internal() => new(500, "Internal Server Error");

    public static BotApiException TooManyRequests(int seconds) =>
        new(429, $"Too Many Requests: retry after {seconds}") { RetryAfter = seconds };

    public static BotApiException Migrated(long toChatId) =>
        new(400, "Bad Request: group chat was upgraded to a supergroup chat") { MigrateToChatId = toChatId };
}
