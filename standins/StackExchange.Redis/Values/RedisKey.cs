using System.Text;

namespace StackExchange.Redis;

/// <summary>A binary-safe key; two keys are equal when their bytes are.</summary>
public readonly struct RedisKey : IEquatable<RedisKey>
{
    private readonly object? _value; // string or byte[]

    public RedisKey(string? key) => _value = key;

    private RedisKey(byte[]? key) => _value = key;

    internal bool IsNull => _value is null;

    internal RedisValue AsRedisValue() => _value is string text ? text : (byte[]?)_value;

    public RedisKey Prepend(RedisKey prefix) => Concatenate(prefix, this);

    public RedisKey Append(RedisKey suffix) => Concatenate(this, suffix);

    public bool Equals(RedisKey other) => AsRedisValue() == other.AsRedisValue();

    public override bool Equals(object? obj) => obj switch
    {
        RedisKey key => Equals(key),
        string text => Equals(new RedisKey(text)),
        byte[] bytes => Equals(new RedisKey(bytes)),
        _ => false,
    };

    public override int GetHashCode() => AsRedisValue().GetHashCode();

    public override string ToString() => (string?)this ?? "(null)";

    public static bool operator ==(RedisKey x, RedisKey y) => x.Equals(y);

    public static bool operator !=(RedisKey x, RedisKey y) => !x.Equals(y);

    public static implicit operator RedisKey(string? key) => new(key);

    public static implicit operator RedisKey(byte[]? key) => new(key);

    public static implicit operator string?(RedisKey key) =>
        key._value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : (string?)key._value;

    public static implicit operator byte[]?(RedisKey key) =>
        key._value is string text ? Encoding.UTF8.GetBytes(text) : (byte[]?)key._value;

    private static RedisKey Concatenate(RedisKey first, RedisKey second)
    {
        if (first.IsNull || second.IsNull)
        {
            return first.IsNull ? second : first;
        }

        return new RedisKey([.. (byte[])first!, .. (byte[])second!]);
    }
}
