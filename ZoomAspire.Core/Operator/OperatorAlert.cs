using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>
/// When the operator was last alerted of something, and whether it lasts: alerts are throttled across all replicas and restarts.
/// </summary>
public sealed class OperatorAlert
{
    /// <summary>What the alert is about (<c>dead_letters</c>).</summary>
    public required string Name { get; init; }

    /// <summary>When it was sent, by the database's clock.</summary>
    public required DateTimeOffset SentAt { get; set; }

    /// <summary>Since when it lasts; null where it is over, or is nothing that lasts.</summary>
    public DateTimeOffset? FiringSince { get; set; }

    /// <summary>Since when nothing is the matter any more: it is over once that has held for a while.</summary>
    public DateTimeOffset? ClearSince { get; set; }

    /// <summary>What is the matter, in numbers.</summary>
    public string? Observed { get; set; }

    /// <summary>When an operator acknowledged it: it is not repeated while it lasts.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Who did.</summary>
    public TelegramUserId? AcknowledgedBy { get; set; }
}
