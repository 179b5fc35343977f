namespace ZoomAspire.Core.Telegram;

/// <summary>What a failed call of the Bot API means for us.</summary>
/// <param name="Kind">The meaning.</param>
public sealed record TelegramFailure(TelegramFailureKind Kind)
{
    /// <summary>With <see cref="TelegramFailureKind.RateLimited"/>: how long to wait before the next call.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>With <see cref="TelegramFailureKind.Migrated"/>: the id under which the group goes on.</summary>
    public TelegramChatId? MigratedTo { get; init; }
}

/// <summary>Kinds of failed Bot API calls, by what is to be done about them.</summary>
public enum TelegramFailureKind
{
    /// <summary>The user blocked the bot, left Telegram, or never started it: nothing reaches this private chat for now.</summary>
    Blocked,

    /// <summary>The chat does not exist for the bot (any more): kicked, left, deleted, unknown.</summary>
    ChatGone,

    /// <summary>The group goes on under another id: store it, send again there.</summary>
    Migrated,

    /// <summary>The forum topic is closed or deleted.</summary>
    ThreadGone,

    /// <summary>The bot lacks a right in this chat: its administrators must act.</summary>
    NoRights,

    /// <summary>The edit would change nothing: it has been made before.</summary>
    NotModified,

    /// <summary>The message to edit or delete is not there or may no longer be changed.</summary>
    MessageGone,

    /// <summary>The message to edit is media: it has no text to change.</summary>
    NotText,

    /// <summary>The server cannot turn a text message into media (Bot API servers of older versions).</summary>
    CannotEditToMedia,

    /// <summary>The remembered file id is of no use: upload again.</summary>
    FileIdInvalid,

    /// <summary>The upload is larger than the server takes.</summary>
    TooLarge,

    /// <summary>Too many calls: none was made, wait.</summary>
    RateLimited,

    /// <summary>The token is wrong or revoked: nothing will work until it is replaced.</summary>
    Unauthorized,

    /// <summary>Somebody else is receiving this bot's updates: another poller or a webhook.</summary>
    Conflict,

    /// <summary>The button was pressed too long ago to be answered.</summary>
    CallbackExpired,

    /// <summary>The call is malformed: our mistake.</summary>
    BadRequest,

    /// <summary>No usable answer: network, timeout, 5xx. The call MAY HAVE BEEN CARRIED OUT; the API has no idempotency key.</summary>
    Transient,
}
