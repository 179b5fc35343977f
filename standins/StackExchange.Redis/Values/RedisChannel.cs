namespace StackExchange.Redis;

/// <summary>A channel to publish to or subscribe on, by its exact name or by a glob pattern.</summary>
public readonly struct RedisChannel : IEquatable<RedisChannel>
{
    private readonly RedisKey _name;

    public RedisChannel(byte[]? value, PatternMode mode)
        : this((RedisKey)value, mode)
    {
    }

    public RedisChannel(string value, PatternMode mode)
        : this((RedisKey)value, mode)
    {
    }

    private RedisChannel(RedisKey name, PatternMode mode)
    {
        _name = name;
        IsPattern = mode switch
        {
            PatternMode.Literal => false,
            PatternMode.Pattern => true,
            _ => ((string?)name)?.Contains('*', StringComparison.Ordinal) ?? false,
        };
    }

    public enum PatternMode
    {
        Auto,
        Literal,
        Pattern,
    }

    public bool IsPattern { get; }

    public bool IsNullOrEmpty => AsRedisValue().IsNullOrEmpty;

    internal RedisValue AsRedisValue() => _name.AsRedisValue();

    public static RedisChannel Literal(string value) => new(value, PatternMode.Literal);

    public static RedisChannel Literal(byte[] value) => new(value, PatternMode.Literal);

    public static RedisChannel Pattern(string value) => new(value, PatternMode.Pattern);

    public static RedisChannel Pattern(byte[] value) => new(value, PatternMode.Pattern);

    public bool Equals(RedisChannel other) => IsPattern == other.IsPattern && _name == other._name;

    public override bool Equals(object? obj) => obj is RedisChannel other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(IsPattern, _name);

    public override string ToString() => _name.ToString();

    public static bool operator ==(RedisChannel x, RedisChannel y) => x.Equals(y);

    public static bool operator !=(RedisChannel x, RedisChannel y) => !x.Equals(y);

    [Obsolete("It is preferable to explicitly specify a PatternMode, or use the Literal/Pattern methods")]
    public static implicit operator RedisChannel(string key) => new(key, PatternMode.Auto);

    [Obsolete("It is preferable to explicitly specify a PatternMode, or use the Literal/Pattern methods")]
    public static implicit operator RedisChannel(byte[]? key) => new(key, PatternMode.Auto);

    public static implicit operator string?(RedisChannel key) => key._name;

    public static implicit operator byte[]?(RedisChannel key) => key._name;
}
