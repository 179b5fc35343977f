namespace StackExchange.Redis;

internal sealed partial class Database
{
    // A lock is a key with the holder's value; who does not hold it must neither lengthen nor remove it.
    private const string ExtendLock =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

    private const string ReleaseLock =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    public async Task<RedisResult> ScriptEvaluateAsync(
        string script, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None)
    {
        // Without an answer there is no telling whether the server knows the script.
        if ((flags & (CommandFlags.NoScriptCache | CommandFlags.FireAndForget)) == 0)
        {
            try
            {
                return await EvaluateAsync("EVALSHA", Script.Hash(script), keys, values, flags);
            }
            catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // It did not run: the server wants its text, and knows it afterwards.
            }
        }

        return await EvaluateAsync("EVAL", script, keys, values, flags);
    }

    public Task<RedisResult> ScriptEvaluateAsync(
        byte[] hash, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None) =>
        EvaluateAsync("EVALSHA", Convert.ToHexStringLower(hash), keys, values, flags);

    public async Task<bool> LockExtendAsync(
        RedisKey key, RedisValue value, TimeSpan expiry, CommandFlags flags = CommandFlags.None) =>
        Replies.Boolean(await ScriptEvaluateAsync(ExtendLock, [key], [value, (long)expiry.TotalMilliseconds], flags));

    public Task<RedisValue> LockQueryAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => StringGetAsync(key, flags);

    public async Task<bool> LockReleaseAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) =>
        Replies.Boolean(await ScriptEvaluateAsync(ReleaseLock, [key], [value], flags));

    public Task<bool> LockTakeAsync(
        RedisKey key, RedisValue value, TimeSpan expiry, CommandFlags flags = CommandFlags.None) => value.IsNull
        ? throw new ArgumentNullException(nameof(value))
        : StringSetAsync(key, value, expiry, When.NotExists, flags);

    private Task<RedisResult> EvaluateAsync(
        string command, string script, RedisKey[]? keys, RedisValue[]? values, CommandFlags flags) =>
        SendAsync(
            Replies.Result, flags, command, [script, keys?.Length ?? 0, .. Arguments.Keys(keys ?? []), .. values ?? []]);
}
