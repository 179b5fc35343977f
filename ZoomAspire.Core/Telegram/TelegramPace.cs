namespace ZoomAspire.Core.Telegram;

/// <summary>
/// How fast the bot may write (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): a message a second in a
/// chat, 20 a minute in a group, 30 a second in all; and how much of that ordinary work leaves to answers that somebody waits for.
/// </summary>
internal sealed record TelegramPace
{
    /// <summary>Between two calls to a private chat.</summary>
    public TimeSpan Chat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two calls to a group: with the burst that is allowed no more than 20 in any minute.</summary>
    public TimeSpan Group { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Between two calls to whichever chats.</summary>
    public TimeSpan Overall { get; init; } = TimeSpan.FromSeconds(1.0 / 30);

    /// <summary>Calls that may go at once where nothing was written for a while, by those that somebody waits for.</summary>
    public int InteractiveBurst { get; init; } = 5;

    /// <summary>The same of work in the background: what it may not take is left for the others.</summary>
    public int BulkBurst { get; init; } = 2;

    /// <summary>Uploads at once by all processes. The server refuses more than a hundred; far fewer use the line up.</summary>
    public int Uploads { get; init; } = 16;

    /// <summary>How long a call waits here for its turn; whatever has to wait longer is told so, as Telegram would.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Processes that are assumed to share the limits while they cannot ask each other.</summary>
    public int ProcessesAssumed { get; init; } = 4;

    /// <summary>After it the place of an upload is free again, should its process have died.</summary>
    public TimeSpan UploadLease { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>A call that writes.</summary>
/// <param name="ChatId">Where to; negative ids are groups.</param>
/// <param name="IsInteractive">Whether somebody waits for it.</param>
internal readonly record struct TelegramTurn(long ChatId, bool IsInteractive)
{
    /// <summary>The pace of its chat.</summary>
    public TimeSpan Interval(TelegramPace pace) => ChatId < 0 ? pace.Group : pace.Chat;

    /// <summary>Calls at once.</summary>
    public int Burst(TelegramPace pace) => IsInteractive ? pace.InteractiveBurst : pace.BulkBurst;
}
