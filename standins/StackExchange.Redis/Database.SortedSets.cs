namespace StackExchange.Redis;

internal sealed partial class Database
{
    public Task<bool> SortedSetAddAsync(RedisKey key, RedisValue member, double score, CommandFlags flags) =>
        SortedSetAddAsync(key, member, score, SortedSetWhen.Always, flags);

    public Task<bool> SortedSetAddAsync(
        RedisKey key, RedisValue member, double score, When when, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "ZADD", [Arguments.Key(key), .. Condition(when), score, member]);

    public Task<bool> SortedSetAddAsync(
        RedisKey key,
        RedisValue member,
        double score,
        SortedSetWhen when = SortedSetWhen.Always,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "ZADD", [Arguments.Key(key), .. Conditions(when), score, member]);

    public Task<double> SortedSetIncrementAsync(
        RedisKey key, RedisValue member, double value, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Double, flags, "ZINCRBY", Arguments.Key(key), value, member);

    public Task<long> SortedSetLengthAsync(
        RedisKey key,
        double min = double.NegativeInfinity,
        double max = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        CommandFlags flags = CommandFlags.None) =>
        double.IsNegativeInfinity(min) && double.IsPositiveInfinity(max)
            ? SendAsync(Replies.Integer, flags, "ZCARD", Arguments.Key(key))
            : SendAsync(Replies.Integer, flags, "ZCOUNT", [Arguments.Key(key), .. Range(min, max, exclude)]);

    public Task<RedisValue[]> SortedSetRangeByRankAsync(
        RedisKey key,
        long start = 0,
        long stop = -1,
        Order order = Order.Ascending,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Values, flags, order == Order.Descending ? "ZREVRANGE" : "ZRANGE", Arguments.Key(key), start, stop);

    public Task<RedisValue[]> SortedSetRangeByScoreAsync(
        RedisKey key,
        double start = double.NegativeInfinity,
        double stop = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        Order order = Order.Ascending,
        long skip = 0,
        long take = -1,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Values,
            flags,
            order == Order.Descending ? "ZREVRANGEBYSCORE" : "ZRANGEBYSCORE",
            [Arguments.Key(key), .. Range(start, stop, exclude, order), .. Limit(skip, take)]);

    public Task<SortedSetEntry[]> SortedSetRangeByScoreWithScoresAsync(
        RedisKey key,
        double start = double.NegativeInfinity,
        double stop = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        Order order = Order.Ascending,
        long skip = 0,
        long take = -1,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.SortedSetEntries,
            flags,
            order == Order.Descending ? "ZREVRANGEBYSCORE" : "ZRANGEBYSCORE",
            [Arguments.Key(key), .. Range(start, stop, exclude, order), "WITHSCORES", .. Limit(skip, take)]);

    public Task<bool> SortedSetRemoveAsync(RedisKey key, RedisValue member, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "ZREM", Arguments.Key(key), member);

    public Task<long> SortedSetRemoveAsync(RedisKey key, RedisValue[] members, CommandFlags flags = CommandFlags.None) =>
        members.Length == 0
            ? Task.FromResult(0L)
            : SendAsync(Replies.Integer, flags, "ZREM", [Arguments.Key(key), .. members]);

    public Task<long> SortedSetRemoveRangeByScoreAsync(
        RedisKey key, double start, double stop, Exclude exclude = Exclude.None, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "ZREMRANGEBYSCORE", [Arguments.Key(key), .. Range(start, stop, exclude)]);

    public Task<double?> SortedSetScoreAsync(RedisKey key, RedisValue member, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.NullableDouble, flags, "ZSCORE", Arguments.Key(key), member);

    /// <summary>Whichever way round the caller names the ends, the command gets them in the order it reads in.</summary>
    private static RedisValue[] Range(double start, double stop, Exclude exclude, Order order = Order.Ascending)
    {
        var from = Arguments.Score(start, exclude.HasFlag(Exclude.Start));
        var to = Arguments.Score(stop, exclude.HasFlag(Exclude.Stop));
        return (order == Order.Ascending) == (start > stop) ? [to, from] : [from, to];
    }

    private static RedisValue[] Limit(long skip, long take) => skip == 0 && take == -1 ? [] : ["LIMIT", skip, take];

    private static IEnumerable<RedisValue> Conditions(SortedSetWhen when) =>
        from condition in new (SortedSetWhen Flag, RedisValue Word)[]
        {
            (SortedSetWhen.Exists, "XX"),
            (SortedSetWhen.NotExists, "NX"),
            (SortedSetWhen.GreaterThan, "GT"),
            (SortedSetWhen.LessThan, "LT"),
        }
        where when.HasFlag(condition.Flag)
        select condition.Word;
}
