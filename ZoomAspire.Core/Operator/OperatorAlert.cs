namespace ZoomAspire.Core.Operator;

/// <summary>When the operator was last alerted of something: alerts are throttled across all replicas and restarts.</summary>
public sealed class OperatorAlert
{
    /// <summary>What the alert is about (<c>dead_letters</c>).</summary>
    public required string Name { get; init; }

    /// <summary>When it was sent, by the database's clock.</summary>
    public required DateTimeOffset SentAt { get; set; }
}
