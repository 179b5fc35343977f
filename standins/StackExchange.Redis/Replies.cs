namespace StackExchange.Redis;

/// <summary>
/// Reads replies as what the commands promise. RESP3 has types where RESP2 has only arrays and strings: both are understood.
/// </summary>
internal static class Replies
{
    public static RedisResult Result(RedisResult reply) => reply;

    public static RedisValue Value(RedisResult reply) => (RedisValue)reply;

    public static long Integer(RedisResult reply) => (long)reply;

    public static double Double(RedisResult reply) => (double)reply;

    public static double? NullableDouble(RedisResult reply) => (double?)reply;

    /// <summary>OK or 1; null, where a condition was not met, is false.</summary>
    public static bool Boolean(RedisResult reply)
    {
        var value = (RedisValue)reply;
        return value == "OK" || (!value.IsNull && (long)value > 0);
    }

    public static RedisValue[] Values(RedisResult reply) => (RedisValue[]?)reply ?? [];

    public static TimeSpan? TimeToLive(RedisResult reply) =>
        (long)reply is >= 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public static RedisType KeyType(RedisResult reply) => (string?)reply switch
    {
        "none" => RedisType.None,
        "string" => RedisType.String,
        "list" => RedisType.List,
        "set" => RedisType.Set,
        "zset" => RedisType.SortedSet,
        "hash" => RedisType.Hash,
        "stream" => RedisType.Stream,
        _ => RedisType.Unknown,
    };

    public static HashEntry[] HashEntries(RedisResult reply) =>
        Pairs(Items(reply), (name, value) => new HashEntry((RedisValue)name, (RedisValue)value));

    /// <summary>Pairs of element and score: one flat array, or an array of pairs.</summary>
    public static SortedSetEntry[] SortedSetEntries(RedisResult reply)
    {
        var items = Items(reply);
        var flat = items.Length > 0 && items[0].Length == 2 ? [.. items.SelectMany(Items)] : items;
        return Pairs(flat, (element, score) => new SortedSetEntry((RedisValue)element, (double)score));
    }

    public static StreamEntry[] StreamEntries(RedisResult reply) => Array.ConvertAll(Items(reply), StreamEntry);

    /// <summary>What XREADGROUP says of its only stream: nothing, an array of name and entries, or a map with one pair.</summary>
    public static StreamEntry[] OnlyStream(RedisResult reply)
    {
        if (reply.Length < 1)
        {
            return [];
        }

        return StreamEntries(reply.Resp3Type == ResultType.Map ? reply[1] : reply[0][1]);
    }

    public static StreamAutoClaimResult AutoClaim(RedisResult reply) => reply.IsNull
        ? StreamAutoClaimResult.Null
        : new StreamAutoClaimResult(
            (RedisValue)reply[0],
            [.. StreamEntries(reply[1]).Where(entry => !entry.IsNull)],
            reply.Length > 2 ? Values(reply[2]) : []);

    public static StreamPendingInfo Pending(RedisResult reply) => reply.IsNull
        ? new StreamPendingInfo(0, RedisValue.Null, RedisValue.Null, [])
        : new StreamPendingInfo(
            (int)reply[0],
            (RedisValue)reply[1],
            (RedisValue)reply[2],
            Array.ConvertAll(Items(reply[3]), item => new StreamConsumer((RedisValue)item[0], (int)item[1])));

    public static StreamPendingMessageInfo[] PendingMessages(RedisResult reply) => Array.ConvertAll(
        Items(reply),
        item => new StreamPendingMessageInfo((RedisValue)item[0], (RedisValue)item[1], (long)item[2], (int)item[3]));

    public static StreamGroupInfo[] Groups(RedisResult reply) => Array.ConvertAll(Items(reply), item =>
    {
        var fields = item.ToDictionary();
        return new StreamGroupInfo
        {
            Name = (string)fields["name"]!,
            ConsumerCount = (int)fields["consumers"],
            PendingMessageCount = (int)fields["pending"],
            LastDeliveredId = (string?)fields["last-delivered-id"],
            // Since Redis 7.
            EntriesRead = (long?)fields.GetValueOrDefault("entries-read"),
            Lag = (long?)fields.GetValueOrDefault("lag"),
        };
    });

    public static StreamConsumerInfo[] Consumers(RedisResult reply) => Array.ConvertAll(Items(reply), item =>
    {
        var fields = item.ToDictionary();
        return new StreamConsumerInfo((string)fields["name"]!, (int)fields["pending"], (long)fields["idle"]);
    });

    public static StreamInfo Stream(RedisResult reply)
    {
        var fields = reply.ToDictionary();
        return new StreamInfo
        {
            Length = (int)fields["length"],
            RadixTreeKeys = (int)fields["radix-tree-keys"],
            RadixTreeNodes = (int)fields["radix-tree-nodes"],
            ConsumerGroupCount = (int)fields["groups"],
            FirstEntry = StreamEntry(fields["first-entry"]),
            LastEntry = StreamEntry(fields["last-entry"]),
            LastGeneratedId = (RedisValue)fields["last-generated-id"],
        };
    }

    private static StreamEntry StreamEntry(RedisResult reply) => reply.IsNull
        ? StackExchange.Redis.StreamEntry.Null
        : new StreamEntry(
            (RedisValue)reply[0],
            Pairs(Items(reply[1]), (name, value) => new NameValueEntry((RedisValue)name, (RedisValue)value)));

    private static RedisResult[] Items(RedisResult reply) => (RedisResult[]?)reply ?? [];

    private static T[] Pairs<T>(RedisResult[] items, Func<RedisResult, RedisResult, T> create)
    {
        var pairs = new T[items.Length / 2];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = create(items[2 * i], items[(2 * i) + 1]);
        }

        return pairs;
    }
}
