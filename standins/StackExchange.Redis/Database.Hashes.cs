namespace StackExchange.Redis;

internal sealed partial class Database
{
    public Task<bool> HashDeleteAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "HDEL", Arguments.Key(key), hashField);

    public Task<long> HashDeleteAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) =>
        hashFields.Length == 0
            ? Task.FromResult(0L)
            : SendAsync(Replies.Integer, flags, "HDEL", [Arguments.Key(key), .. hashFields]);

    public Task<bool> HashExistsAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "HEXISTS", Arguments.Key(key), hashField);

    public Task<RedisValue> HashGetAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Value, flags, "HGET", Arguments.Key(key), hashField);

    public Task<RedisValue[]> HashGetAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) =>
        hashFields.Length == 0
            ? Task.FromResult<RedisValue[]>([])
            : SendAsync(Replies.Values, flags, "HMGET", [Arguments.Key(key), .. hashFields]);

    public Task<HashEntry[]> HashGetAllAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.HashEntries, flags, "HGETALL", Arguments.Key(key));

    public Task<long> HashIncrementAsync(
        RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "HINCRBY", Arguments.Key(key), hashField, value);

    public Task<long> HashLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "HLEN", Arguments.Key(key));

    public Task HashSetAsync(RedisKey key, HashEntry[] hashFields, CommandFlags flags = CommandFlags.None) =>
        hashFields.Length == 0
            ? Task.CompletedTask
            : SendAsync(
                Replies.Result,
                flags,
                "HSET",
                [Arguments.Key(key), .. hashFields.SelectMany<HashEntry, RedisValue>(field => [field.Name, field.Value])]);

    public Task<bool> HashSetAsync(
        RedisKey key,
        RedisValue hashField,
        RedisValue value,
        When when = When.Always,
        CommandFlags flags = CommandFlags.None) => when switch
    {
        When.Always => SendAsync(Replies.Boolean, flags, "HSET", Arguments.Key(key), hashField, value),
        When.NotExists => SendAsync(Replies.Boolean, flags, "HSETNX", Arguments.Key(key), hashField, value),
        _ => throw new ArgumentException($"{when} is not valid for a hash field.", nameof(when)),
    };
}
