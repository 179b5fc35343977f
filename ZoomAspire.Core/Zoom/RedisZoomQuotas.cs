using System.Globalization;
using StackExchange.Redis;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// The quotas that all processes share, in Redis and by its clock. An account's keys carry its id in braces, so that a cluster keeps
/// them together.
/// </summary>
internal sealed class RedisZoomQuotas(IConnectionMultiplexer redis, string prefix)
{
    // The generic cell rate algorithm: one time is kept, that of the next call at an even pace. Answers milliseconds to wait; below zero
    // if that is longer than the caller would, and then nothing was taken.
    private const string TakeScript = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local blocked = redis.call('PTTL', KEYS[2])
        local start = now
        if blocked > 0 then start = now + blocked * 1000 end
        local plan = tonumber(redis.call('GET', KEYS[3]) or ARGV[2])
        local interval = tonumber(ARGV[3 + 2 * plan])
        local tolerance = tonumber(ARGV[4 + 2 * plan])
        local due = tonumber(redis.call('GET', KEYS[1]) or '0')
        if due < start then due = start end
        local at = due - tolerance
        if at < start then at = start end
        local wait = math.ceil((at - now) / 1000)
        if wait > tonumber(ARGV[1]) then return -wait end
        due = due + interval
        redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', string.format('%.0f', math.ceil((due - now) / 1000) + 1000))
        return wait
        """;

    // A short wait never takes the place of a long one.
    private const string BlockScript = """
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
        return 1
        """;

    /// <summary>Whether it is worth trying.</summary>
    public bool IsConnected => redis.IsConnected;

    /// <summary>Takes the next free moment, if it is no further away than <paramref name="patience"/>.</summary>
    /// <returns>How long to wait for it, and whether it was taken.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<(TimeSpan Wait, bool Taken)> TakeAsync(string accountId, ZoomCallWeight weight, TimeSpan patience)
    {
        List<RedisValue> arguments = [(long)patience.TotalMilliseconds, (int)ZoomQuota.AssumedPlan];
        foreach (var plan in Enum.GetValues<ZoomAccountPlan>())
        {
            var interval = ZoomQuota.Interval(plan, weight);
            arguments.AddRange([(long)interval.TotalMicroseconds, (long)ZoomQuota.Tolerance(interval).TotalMicroseconds]);
        }

        var milliseconds = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            TakeScript, [Key(accountId, weight, "due"), Key(accountId, weight, "blocked"), PlanKey(accountId)], [.. arguments]);
        return (TimeSpan.FromMilliseconds(Math.Abs(milliseconds)), milliseconds >= 0);
    }

    /// <summary>Makes no call for a time.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public Task BlockAsync(string accountId, ZoomCallWeight weight, TimeSpan time) => redis.GetDatabase().ScriptEvaluateAsync(
        BlockScript, [Key(accountId, weight, "blocked")], [Math.Max(1, (long)time.TotalMilliseconds)]);

    /// <summary>Remembers an account's plan for a time.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public Task LearnAsync(string accountId, ZoomAccountPlan plan, TimeSpan time) =>
        redis.GetDatabase().StringSetAsync(PlanKey(accountId), ((int)plan).ToString(CultureInfo.InvariantCulture), time);

    private RedisKey Key(string accountId, ZoomCallWeight weight, string what) => $"{prefix}{{{accountId}}}:{weight}:{what}";

    private RedisKey PlanKey(string accountId) => $"{prefix}{{{accountId}}}:plan";
}
