namespace StackExchange.Redis;

/// <summary>Under which condition a value is set.</summary>
public readonly struct ValueCondition
{
    private ValueCondition(When when) => When = when;

    internal When When { get; }

    public static ValueCondition Always => default;

    public static ValueCondition Exists { get; } = new(When.Exists);

    public static ValueCondition NotExists { get; } = new(When.NotExists);

    public override string ToString() => When.ToString();

    public static implicit operator ValueCondition(When when) => new(when);
}
