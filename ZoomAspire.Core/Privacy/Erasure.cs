using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// A confirmed wish to be erased. It outlives the user's row, so that it is carried out and confirmed whatever crashes; when that is done
/// this row goes, too, and the audit log keeps its reference.
/// </summary>
public sealed class Erasure
{
    /// <summary>Our key, and the reference by which the audit log names it: says nothing of whom.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user. No foreign key: the row outlives the user's.</summary>
    public required long UserId { get; init; }

    /// <summary>Where the last word goes; null for users without Telegram.</summary>
    public TelegramUserId? TelegramUserId { get; init; }

    /// <summary>The language of the last word, as <c>SpokenLanguage</c> takes it.</summary>
    public string? Language { get; init; }

    /// <summary>Whether messages are removed from the chats as far as Telegram lets a bot (48 hours).</summary>
    public bool RemovesMessages { get; init; }

    /// <summary>When it was confirmed, by the database's clock.</summary>
    public required DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>When everything was erased, by the database's clock; null before.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>How many messages were removed from chats.</summary>
    public int RemovedMessages { get; set; }

    /// <summary>How many could not be: they are older, or Telegram refused.</summary>
    public int StayingMessages { get; set; }

    /// <summary>How often the last word was sent, or may have been.</summary>
    public int Sends { get; set; }
}
