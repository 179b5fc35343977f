using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// What a topic of a forum is called, as far as the bot was told: nobody can ask Telegram for it. Only supergroups have topics, and keep their
/// ids.
/// </summary>
public sealed class ForumTopic
{
    /// <summary>
    /// The topic of everything that is sent to no other, for which the Bot API has no id: this is the one that Telegram gives it
    /// (https://core.telegram.org/api/forum#forum-topics).
    /// </summary>
    public const int General = 1;

    /// <summary>What <see cref="General"/> is called until somebody renames it.</summary>
    public const string GeneralName = "General";

    /// <summary>Longest name, as Telegram allows it (https://core.telegram.org/bots/api#createforumtopic).</summary>
    public const int MaxNameLength = 128;

    /// <summary>The forum.</summary>
    public required TelegramChatId ChatId { get; init; }

    /// <summary>The topic; <see cref="General"/> for that one.</summary>
    public required int MessageThreadId { get; init; }

    /// <summary>Its name, on one line. Untrusted text.</summary>
    public required string Name { get; init; }

    /// <summary>When the bot last saw something of it, to the day, by the database's clock.</summary>
    public required DateTimeOffset SeenAt { get; init; }
}
