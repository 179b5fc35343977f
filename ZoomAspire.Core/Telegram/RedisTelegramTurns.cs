using System.Globalization;
using StackExchange.Redis;

namespace ZoomAspire.Core.Telegram;

/// <summary>The limits that all processes share, in Redis and by its clock. The keys' common tag keeps them together in a cluster.</summary>
internal sealed class RedisTelegramTurns(IConnectionMultiplexer redis, TelegramPace pace, string prefix)
{
    // The generic cell rate algorithm twice, for the chat and for all: of each the time of the next call at an even pace is kept. Answers
    // milliseconds to wait; below zero if that is longer than the caller would, and then nothing was taken.
    private const string TakeScript = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local start = now
        for key = 3, 4 do
            local blocked = redis.call('PTTL', KEYS[key])
            if blocked > 0 and now + blocked * 1000 > start then start = now + blocked * 1000 end
        end
        local due = {}
        local at = start
        for limit = 1, 2 do
            due[limit] = tonumber(redis.call('GET', KEYS[limit]) or '0')
            if due[limit] < start then due[limit] = start end
            local free = due[limit] - tonumber(ARGV[1 + 2 * limit])
            if free > at then at = free end
        end
        local wait = math.ceil((at - now) / 1000)
        if wait > tonumber(ARGV[1]) then return -wait end
        for limit = 1, 2 do
            local next = due[limit] + tonumber(ARGV[2 * limit])
            redis.call('SET', KEYS[limit], string.format('%.0f', next), 'PX', string.format('%.0f', math.ceil((next - now) / 1000) + 1000))
        end
        return wait
        """;

    // A short wait never takes the place of a long one.
    private const string BlockScript = """
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
        return 1
        """;

    private const string EnterScript = """
        local clock = redis.call('TIME')
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', clock[1])
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
        redis.call('ZADD', KEYS[1], clock[1] + ARGV[2], ARGV[3])
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>Whether it is worth trying.</summary>
    public bool IsConnected => redis.IsConnected;

    /// <summary>Takes the next free moment, if it is no further away than patience lasts.</summary>
    /// <returns>How long to wait for it, and whether it was taken.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<(TimeSpan Wait, bool Taken)> TakeAsync(TelegramTurn turn)
    {
        var (chat, burst) = (turn.Interval(pace), turn.Burst(pace) - 1);
        var milliseconds = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            TakeScript,
            [ChatKey(turn.ChatId, "due"), Key("due"), ChatKey(turn.ChatId, "blocked"), Key("blocked")],
            [
                (long)pace.Patience.TotalMilliseconds, (long)chat.TotalMicroseconds, (long)(chat * burst).TotalMicroseconds,
                (long)pace.Overall.TotalMicroseconds, (long)(pace.Overall * burst).TotalMicroseconds,
            ]);
        return (TimeSpan.FromMilliseconds(Math.Abs(milliseconds)), milliseconds >= 0);
    }

    /// <summary>Makes no call to a chat for a time.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public Task BlockAsync(long chatId, TimeSpan time) => redis.GetDatabase().ScriptEvaluateAsync(
        BlockScript, [ChatKey(chatId, "blocked")], [Math.Max(1, (long)time.TotalMilliseconds)]);

    /// <summary>Takes one of the places for uploads.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<bool> TryEnterAsync(string upload) => (long)await redis.GetDatabase().ScriptEvaluateAsync(
        EnterScript, [Key("uploads")], [pace.Uploads, (long)pace.UploadLease.TotalSeconds, upload]) == 1;

    /// <summary>Gives the place back.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public Task LeaveAsync(string upload) => redis.GetDatabase().ScriptEvaluateAsync(
        "return redis.call('ZREM', KEYS[1], ARGV[1])", [Key("uploads")], [upload]);

    private RedisKey Key(string what) => $"{{{prefix}}}:{what}";

    private RedisKey ChatKey(long chatId, string what) => string.Create(CultureInfo.InvariantCulture, $"{{{prefix}}}:{chatId}:{what}");
}
