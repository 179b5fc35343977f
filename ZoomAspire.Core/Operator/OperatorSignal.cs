namespace ZoomAspire.Core.Operator;

/// <summary>What all processes together have counted of a <see cref="Signal"/> within a minute, for the rules of alerts.</summary>
public sealed class OperatorSignal
{
    /// <summary>Name of the signal.</summary>
    public required string Name { get; init; }

    /// <summary>The minute's beginning, by the database's clock.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>The sum of what was counted.</summary>
    public required double Total { get; init; }

    /// <summary>The lowest single value: for levels, whose sum says nothing.</summary>
    public required double Lowest { get; init; }
}
