using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>A chat (and topic) to which a user has recordings delivered.</summary>
public sealed class Destination
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The user whose destination it is.</summary>
    public required long UserId { get; init; }

    /// <summary>The Telegram chat.</summary>
    public required TelegramChatId ChatId { get; set; }

    /// <summary>The forum topic, if any.</summary>
    public int? MessageThreadId { get; set; }

    /// <summary>What kind of chat it is.</summary>
    public required DestinationKind Kind { get; init; }

    /// <summary>The chat's title as last seen; null for private chats.</summary>
    public string? Title { get; set; }

    /// <summary>Whether messages reach it.</summary>
    public DestinationState State { get; set; }

    /// <summary>Since when messages do not reach it, as far as was noticed by now, by the database's clock; null if they do.</summary>
    public DateTimeOffset? UnreachableSince { get; set; }

    /// <summary>When an administrator last refused or stopped a route of the user to it, by the database's clock; null if none has.</summary>
    public DateTimeOffset? RefusedAt { get; set; }

    /// <summary>
    /// Until when the requests made to its administrators count, by the database's clock: each moves it on by <see cref="RouteRequests.Cost"/>,
    /// from the present at the earliest. Null if none was made.
    /// </summary>
    public DateTimeOffset? AsksUntil { get; set; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Kind of chat behind a <see cref="Destination"/>.</summary>
public enum DestinationKind
{
    /// <summary>The private chat of the user with the bot.</summary>
    Private,

    /// <summary>A group or supergroup.</summary>
    Group,
}

/// <summary>Whether messages reach a <see cref="Destination"/>.</summary>
public enum DestinationState
{
    /// <summary>Messages reach it.</summary>
    Active,

    /// <summary>The user blocked the bot, or the bot was removed: deliveries wait.</summary>
    Unreachable,
}
