namespace StackExchange.Redis;

internal sealed partial class Database
{
    public Task<long> StringDecrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "DECRBY", Arguments.Key(key), value);

    public Task<RedisValue> StringGetAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Value, flags, "GET", Arguments.Key(key));

    public Task<RedisValue[]> StringGetAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => keys.Length == 0
        ? Task.FromResult<RedisValue[]>([])
        : SendAsync(Replies.Values, flags, "MGET", Arguments.Keys(keys));

    public Task<RedisValue> StringGetDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Value, flags, "GETDEL", Arguments.Key(key));

    public Task<RedisValue> StringGetSetAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Value, flags, "GETSET", Arguments.Key(key), value);

    public Task<long> StringIncrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "INCRBY", Arguments.Key(key), value);

    public Task<double> StringIncrementAsync(RedisKey key, double value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Double, flags, "INCRBYFLOAT", Arguments.Key(key), value);

    public Task<long> StringLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "STRLEN", Arguments.Key(key));

    public Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when) =>
        StringSetAsync(key, value, expiry, when, CommandFlags.None);

    public Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when, CommandFlags flags) =>
        StringSetAsync(key, value, Expiring(expiry), when, flags);

    public Task<bool> StringSetAsync(
        RedisKey key,
        RedisValue value,
        TimeSpan? expiry,
        bool keepTtl,
        When when = When.Always,
        CommandFlags flags = CommandFlags.None) =>
        StringSetAsync(key, value, keepTtl ? Expiration.KeepTtl : Expiring(expiry), when, flags);

    public Task<bool> StringSetAsync(
        RedisKey key,
        RedisValue value,
        Expiration expiry = default,
        ValueCondition when = default,
        CommandFlags flags = CommandFlags.None) =>
        // There is no null value: setting it removes the key.
        value.IsNull
            ? KeyDeleteAsync(key, flags)
            : SendAsync(
                Replies.Boolean, flags, "SET", [Arguments.Key(key), value, .. expiry.Arguments(), .. Condition(when.When)]);

    private static Expiration Expiring(TimeSpan? expiry) => expiry is { } time ? new Expiration(time) : default;
}
