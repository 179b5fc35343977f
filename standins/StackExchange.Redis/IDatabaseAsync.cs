namespace StackExchange.Redis;

/// <summary>
/// The commands, each one documented at https://redis.io/docs/latest/commands. Every call throws
/// <see cref="RedisServerException"/> when the server refuses, <see cref="RedisTimeoutException"/> when it does not answer in
/// time and <see cref="RedisConnectionException"/> when there is no connection.
/// </summary>
public interface IDatabaseAsync : IRedisAsync
{
    bool IsConnected(RedisKey key, CommandFlags flags = CommandFlags.None);

    // Any command
    Task<RedisResult> ExecuteAsync(string command, params object[] args);

    Task<RedisResult> ExecuteAsync(string command, ICollection<object>? args, CommandFlags flags = CommandFlags.None);

    // Keys
    Task<bool> KeyDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<long> KeyDeleteAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None);

    Task<bool> KeyExistsAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<long> KeyExistsAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None);

    Task<bool> KeyExpireAsync(RedisKey key, TimeSpan? expiry, CommandFlags flags);

    Task<bool> KeyExpireAsync(
        RedisKey key, TimeSpan? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None);

    Task<bool> KeyExpireAsync(RedisKey key, DateTime? expiry, CommandFlags flags);

    Task<bool> KeyExpireAsync(
        RedisKey key, DateTime? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None);

    Task<bool> KeyPersistAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<TimeSpan?> KeyTimeToLiveAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<RedisType> KeyTypeAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    // Strings
    Task<long> StringDecrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> StringGetAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> StringGetAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> StringGetDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> StringGetSetAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None);

    Task<long> StringIncrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None);

    Task<double> StringIncrementAsync(RedisKey key, double value, CommandFlags flags = CommandFlags.None);

    Task<long> StringLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when);

    Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when, CommandFlags flags);

    Task<bool> StringSetAsync(
        RedisKey key,
        RedisValue value,
        TimeSpan? expiry,
        bool keepTtl,
        When when = When.Always,
        CommandFlags flags = CommandFlags.None);

    Task<bool> StringSetAsync(
        RedisKey key,
        RedisValue value,
        Expiration expiry = default,
        ValueCondition when = default,
        CommandFlags flags = CommandFlags.None);

    // Hashes
    Task<bool> HashDeleteAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None);

    Task<long> HashDeleteAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None);

    Task<bool> HashExistsAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> HashGetAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> HashGetAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None);

    Task<HashEntry[]> HashGetAllAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<long> HashIncrementAsync(RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None);

    Task<long> HashLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task HashSetAsync(RedisKey key, HashEntry[] hashFields, CommandFlags flags = CommandFlags.None);

    Task<bool> HashSetAsync(
        RedisKey key,
        RedisValue hashField,
        RedisValue value,
        When when = When.Always,
        CommandFlags flags = CommandFlags.None);

    // Sets
    Task<bool> SetAddAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None);

    Task<long> SetAddAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None);

    Task<bool> SetContainsAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None);

    Task<long> SetLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> SetMembersAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<bool> SetRemoveAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None);

    Task<long> SetRemoveAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None);

    // Sorted sets
    Task<bool> SortedSetAddAsync(RedisKey key, RedisValue member, double score, CommandFlags flags);

    Task<bool> SortedSetAddAsync(
        RedisKey key, RedisValue member, double score, When when, CommandFlags flags = CommandFlags.None);

    Task<bool> SortedSetAddAsync(
        RedisKey key,
        RedisValue member,
        double score,
        SortedSetWhen when = SortedSetWhen.Always,
        CommandFlags flags = CommandFlags.None);

    Task<double> SortedSetIncrementAsync(
        RedisKey key, RedisValue member, double value, CommandFlags flags = CommandFlags.None);

    Task<long> SortedSetLengthAsync(
        RedisKey key,
        double min = double.NegativeInfinity,
        double max = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> SortedSetRangeByRankAsync(
        RedisKey key,
        long start = 0,
        long stop = -1,
        Order order = Order.Ascending,
        CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> SortedSetRangeByScoreAsync(
        RedisKey key,
        double start = double.NegativeInfinity,
        double stop = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        Order order = Order.Ascending,
        long skip = 0,
        long take = -1,
        CommandFlags flags = CommandFlags.None);

    Task<SortedSetEntry[]> SortedSetRangeByScoreWithScoresAsync(
        RedisKey key,
        double start = double.NegativeInfinity,
        double stop = double.PositiveInfinity,
        Exclude exclude = Exclude.None,
        Order order = Order.Ascending,
        long skip = 0,
        long take = -1,
        CommandFlags flags = CommandFlags.None);

    Task<bool> SortedSetRemoveAsync(RedisKey key, RedisValue member, CommandFlags flags = CommandFlags.None);

    Task<long> SortedSetRemoveAsync(RedisKey key, RedisValue[] members, CommandFlags flags = CommandFlags.None);

    Task<long> SortedSetRemoveRangeByScoreAsync(
        RedisKey key, double start, double stop, Exclude exclude = Exclude.None, CommandFlags flags = CommandFlags.None);

    Task<double?> SortedSetScoreAsync(RedisKey key, RedisValue member, CommandFlags flags = CommandFlags.None);

    // Locks
    Task<bool> LockExtendAsync(RedisKey key, RedisValue value, TimeSpan expiry, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> LockQueryAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<bool> LockReleaseAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None);

    Task<bool> LockTakeAsync(RedisKey key, RedisValue value, TimeSpan expiry, CommandFlags flags = CommandFlags.None);

    // Scripts and messages
    Task<RedisResult> ScriptEvaluateAsync(
        string script, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None);

    Task<RedisResult> ScriptEvaluateAsync(
        byte[] hash, RedisKey[]? keys = null, RedisValue[]? values = null, CommandFlags flags = CommandFlags.None);

    Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None);

    // Streams
    Task<long> StreamAcknowledgeAsync(
        RedisKey key, RedisValue groupName, RedisValue messageId, CommandFlags flags = CommandFlags.None);

    Task<long> StreamAcknowledgeAsync(
        RedisKey key, RedisValue groupName, RedisValue[] messageIds, CommandFlags flags = CommandFlags.None);

    Task<RedisValue> StreamAddAsync(
        RedisKey key,
        RedisValue streamField,
        RedisValue streamValue,
        RedisValue? messageId = null,
        long? maxLength = null,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode trimMode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None);

    Task<RedisValue> StreamAddAsync(
        RedisKey key,
        NameValueEntry[] streamPairs,
        RedisValue? messageId = null,
        long? maxLength = null,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode trimMode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None);

    Task<StreamAutoClaimResult> StreamAutoClaimAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue startAtId,
        int? count = null,
        CommandFlags flags = CommandFlags.None);

    Task<StreamEntry[]> StreamClaimAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue[] messageIds,
        CommandFlags flags = CommandFlags.None);

    Task<RedisValue[]> StreamClaimIdsOnlyAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue[] messageIds,
        CommandFlags flags = CommandFlags.None);

    Task<bool> StreamConsumerGroupSetPositionAsync(
        RedisKey key, RedisValue groupName, RedisValue position, CommandFlags flags = CommandFlags.None);

    Task<StreamConsumerInfo[]> StreamConsumerInfoAsync(
        RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None);

    Task<bool> StreamCreateConsumerGroupAsync(RedisKey key, RedisValue groupName, RedisValue? position, CommandFlags flags);

    Task<bool> StreamCreateConsumerGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue? position = null,
        bool createStream = true,
        CommandFlags flags = CommandFlags.None);

    Task<long> StreamDeleteAsync(RedisKey key, RedisValue[] messageIds, CommandFlags flags = CommandFlags.None);

    Task<long> StreamDeleteConsumerAsync(
        RedisKey key, RedisValue groupName, RedisValue consumerName, CommandFlags flags = CommandFlags.None);

    Task<bool> StreamDeleteConsumerGroupAsync(
        RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None);

    Task<StreamGroupInfo[]> StreamGroupInfoAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<StreamInfo> StreamInfoAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<long> StreamLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None);

    Task<StreamPendingInfo> StreamPendingAsync(RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None);

    Task<StreamPendingMessageInfo[]> StreamPendingMessagesAsync(
        RedisKey key,
        RedisValue groupName,
        int count,
        RedisValue consumerName,
        RedisValue? minId,
        RedisValue? maxId,
        CommandFlags flags);

    Task<StreamPendingMessageInfo[]> StreamPendingMessagesAsync(
        RedisKey key,
        RedisValue groupName,
        int count,
        RedisValue consumerName,
        RedisValue? minId = null,
        RedisValue? maxId = null,
        long? minIdleTimeInMs = null,
        CommandFlags flags = CommandFlags.None);

    Task<StreamEntry[]> StreamRangeAsync(
        RedisKey key,
        RedisValue? minId = null,
        RedisValue? maxId = null,
        int? count = null,
        Order messageOrder = Order.Ascending,
        CommandFlags flags = CommandFlags.None);

    Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position,
        int? count,
        CommandFlags flags);

    Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position,
        int? count,
        bool noAck,
        CommandFlags flags);

    Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position = null,
        int? count = null,
        bool noAck = false,
        TimeSpan? claimMinIdleTime = null,
        CommandFlags flags = CommandFlags.None);

    Task<long> StreamTrimAsync(
        RedisKey key,
        long maxLength,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode mode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None);
}
