namespace StackExchange.Redis;

internal sealed partial class Database
{
    public Task<bool> SetAddAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "SADD", Arguments.Key(key), value);

    public Task<long> SetAddAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) =>
        values.Length == 0
            ? Task.FromResult(0L)
            : SendAsync(Replies.Integer, flags, "SADD", [Arguments.Key(key), .. values]);

    public Task<bool> SetContainsAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "SISMEMBER", Arguments.Key(key), value);

    public Task<long> SetLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "SCARD", Arguments.Key(key));

    public Task<RedisValue[]> SetMembersAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Values, flags, "SMEMBERS", Arguments.Key(key));

    public Task<bool> SetRemoveAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "SREM", Arguments.Key(key), value);

    public Task<long> SetRemoveAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) =>
        values.Length == 0
            ? Task.FromResult(0L)
            : SendAsync(Replies.Integer, flags, "SREM", [Arguments.Key(key), .. values]);
}
