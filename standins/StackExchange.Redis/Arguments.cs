using System.Globalization;

namespace StackExchange.Redis;

/// <summary>What callers pass, as the values that are sent.</summary>
internal static class Arguments
{
    /// <exception cref="ArgumentException">The key is null.</exception>
    public static RedisValue Key(RedisKey key) => key.IsNull
        ? throw new ArgumentException("A null key is not valid in this context.", nameof(key))
        : key.AsRedisValue();

    public static RedisValue[] Keys(RedisKey[] keys) => Array.ConvertAll(keys, Key);

    public static RedisValue[] From(ICollection<object>? arguments) => [.. (arguments ?? []).Select(From)];

    private static RedisValue From(object? argument) => argument switch
    {
        RedisValue value => value,
        RedisKey key => Key(key),
        RedisChannel channel => channel.AsRedisValue(),
        string text => text,
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        bool flag => flag,
        double number => number,
        IConvertible other => other.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException($"{argument?.GetType().Name ?? "null"} cannot be sent as an argument."),
    };

    /// <summary>An end of a range of scores, as https://redis.io/docs/latest/commands/zrangebyscore has them.</summary>
    public static RedisValue Score(double score, bool excluded) =>
        excluded ? (RedisValue)$"({(RedisValue)score}" : score;
}
