namespace StackExchange.Redis;

internal sealed partial class Database
{
    public Task<long> StreamAcknowledgeAsync(
        RedisKey key, RedisValue groupName, RedisValue messageId, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "XACK", Arguments.Key(key), groupName, messageId);

    public Task<long> StreamAcknowledgeAsync(
        RedisKey key, RedisValue groupName, RedisValue[] messageIds, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "XACK", [Arguments.Key(key), groupName, .. AtLeastOne(messageIds, nameof(messageIds))]);

    public Task<RedisValue> StreamAddAsync(
        RedisKey key,
        RedisValue streamField,
        RedisValue streamValue,
        RedisValue? messageId = null,
        long? maxLength = null,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode trimMode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None) =>
        StreamAddAsync(
            key,
            [new NameValueEntry(streamField, streamValue)],
            messageId,
            maxLength,
            useApproximateMaxLength,
            limit,
            trimMode,
            flags);

    public Task<RedisValue> StreamAddAsync(
        RedisKey key,
        NameValueEntry[] streamPairs,
        RedisValue? messageId = null,
        long? maxLength = null,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode trimMode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None)
    {
        RedisValue[] trim = maxLength is { } length ? Trim(length, useApproximateMaxLength, limit, trimMode) : [];
        var fields = AtLeastOne(streamPairs, nameof(streamPairs))
            .SelectMany<NameValueEntry, RedisValue>(pair => [pair.Name, pair.Value]);
        return SendAsync(Replies.Value, flags, "XADD", [Arguments.Key(key), .. trim, messageId ?? "*", .. fields]);
    }

    public Task<StreamAutoClaimResult> StreamAutoClaimAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue startAtId,
        int? count = null,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.AutoClaim,
            flags,
            "XAUTOCLAIM",
            [Arguments.Key(key), consumerGroup, claimingConsumer, minIdleTimeInMs, startAtId, .. Count(count)]);

    public Task<StreamEntry[]> StreamClaimAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue[] messageIds,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.StreamEntries,
            flags,
            "XCLAIM",
            [
                Arguments.Key(key),
                consumerGroup,
                claimingConsumer,
                minIdleTimeInMs,
                .. AtLeastOne(messageIds, nameof(messageIds)),
            ]);

    public Task<RedisValue[]> StreamClaimIdsOnlyAsync(
        RedisKey key,
        RedisValue consumerGroup,
        RedisValue claimingConsumer,
        long minIdleTimeInMs,
        RedisValue[] messageIds,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Values,
            flags,
            "XCLAIM",
            [
                Arguments.Key(key),
                consumerGroup,
                claimingConsumer,
                minIdleTimeInMs,
                .. AtLeastOne(messageIds, nameof(messageIds)),
                "JUSTID",
            ]);

    public Task<bool> StreamConsumerGroupSetPositionAsync(
        RedisKey key, RedisValue groupName, RedisValue position, CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Boolean, flags, "XGROUP", "SETID", Arguments.Key(key), groupName, StreamPosition.OfGroup(position));

    public Task<StreamConsumerInfo[]> StreamConsumerInfoAsync(
        RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Consumers, flags, "XINFO", "CONSUMERS", Arguments.Key(key), groupName);

    public Task<bool> StreamCreateConsumerGroupAsync(
        RedisKey key, RedisValue groupName, RedisValue? position, CommandFlags flags) =>
        StreamCreateConsumerGroupAsync(key, groupName, position, createStream: true, flags);

    public Task<bool> StreamCreateConsumerGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue? position = null,
        bool createStream = true,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Boolean,
            flags,
            "XGROUP",
            [
                "CREATE",
                Arguments.Key(key),
                groupName,
                StreamPosition.OfGroup(position ?? StreamPosition.NewMessages),
                .. createStream ? (RedisValue[])["MKSTREAM"] : [],
            ]);

    public Task<long> StreamDeleteAsync(RedisKey key, RedisValue[] messageIds, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "XDEL", [Arguments.Key(key), .. AtLeastOne(messageIds, nameof(messageIds))]);

    public Task<long> StreamDeleteConsumerAsync(
        RedisKey key, RedisValue groupName, RedisValue consumerName, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "XGROUP", "DELCONSUMER", Arguments.Key(key), groupName, consumerName);

    public Task<bool> StreamDeleteConsumerGroupAsync(
        RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "XGROUP", "DESTROY", Arguments.Key(key), groupName);

    public Task<StreamGroupInfo[]> StreamGroupInfoAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Groups, flags, "XINFO", "GROUPS", Arguments.Key(key));

    public Task<StreamInfo> StreamInfoAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Stream, flags, "XINFO", "STREAM", Arguments.Key(key));

    public Task<long> StreamLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "XLEN", Arguments.Key(key));

    public Task<StreamPendingInfo> StreamPendingAsync(
        RedisKey key, RedisValue groupName, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Pending, flags, "XPENDING", Arguments.Key(key), groupName);

    public Task<StreamPendingMessageInfo[]> StreamPendingMessagesAsync(
        RedisKey key,
        RedisValue groupName,
        int count,
        RedisValue consumerName,
        RedisValue? minId,
        RedisValue? maxId,
        CommandFlags flags) =>
        StreamPendingMessagesAsync(key, groupName, count, consumerName, minId, maxId, minIdleTimeInMs: null, flags);

    public Task<StreamPendingMessageInfo[]> StreamPendingMessagesAsync(
        RedisKey key,
        RedisValue groupName,
        int count,
        RedisValue consumerName,
        RedisValue? minId = null,
        RedisValue? maxId = null,
        long? minIdleTimeInMs = null,
        CommandFlags flags = CommandFlags.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        RedisValue[] idle = minIdleTimeInMs is { } milliseconds ? ["IDLE", milliseconds] : [];
        RedisValue[] consumer = consumerName.IsNull ? [] : [consumerName];
        return SendAsync(
            Replies.PendingMessages,
            flags,
            "XPENDING",
            [Arguments.Key(key), groupName, .. idle, minId ?? "-", maxId ?? "+", count, .. consumer]);
    }

    public Task<StreamEntry[]> StreamRangeAsync(
        RedisKey key,
        RedisValue? minId = null,
        RedisValue? maxId = null,
        int? count = null,
        Order messageOrder = Order.Ascending,
        CommandFlags flags = CommandFlags.None)
    {
        var (lowest, highest) = (minId ?? "-", maxId ?? "+");
        return messageOrder == Order.Ascending
            ? SendAsync(Replies.StreamEntries, flags, "XRANGE", [Arguments.Key(key), lowest, highest, .. Count(count)])
            : SendAsync(Replies.StreamEntries, flags, "XREVRANGE", [Arguments.Key(key), highest, lowest, .. Count(count)]);
    }

    public Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position,
        int? count,
        CommandFlags flags) =>
        StreamReadGroupAsync(key, groupName, consumerName, position, count, noAck: false, claimMinIdleTime: null, flags);

    public Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position,
        int? count,
        bool noAck,
        CommandFlags flags) =>
        StreamReadGroupAsync(key, groupName, consumerName, position, count, noAck, claimMinIdleTime: null, flags);

    public Task<StreamEntry[]> StreamReadGroupAsync(
        RedisKey key,
        RedisValue groupName,
        RedisValue consumerName,
        RedisValue? position = null,
        int? count = null,
        bool noAck = false,
        TimeSpan? claimMinIdleTime = null,
        CommandFlags flags = CommandFlags.None)
    {
        RedisValue[] acknowledge = noAck ? ["NOACK"] : [];
        RedisValue[] claim = claimMinIdleTime is { } idle ? ["CLAIM", (long)idle.TotalMilliseconds] : [];
        return SendAsync(
            Replies.OnlyStream,
            flags,
            "XREADGROUP",
            [
                "GROUP",
                groupName,
                consumerName,
                .. Count(count),
                .. acknowledge,
                .. claim,
                "STREAMS",
                Arguments.Key(key),
                StreamPosition.ForGroupRead(position ?? StreamPosition.NewMessages),
            ]);
    }

    public Task<long> StreamTrimAsync(
        RedisKey key,
        long maxLength,
        bool useApproximateMaxLength = false,
        long? limit = null,
        StreamTrimMode mode = StreamTrimMode.KeepReferences,
        CommandFlags flags = CommandFlags.None) =>
        SendAsync(
            Replies.Integer,
            flags,
            "XTRIM",
            [Arguments.Key(key), .. Trim(maxLength, useApproximateMaxLength, limit, mode)]);

    private static RedisValue[] Count(int? count) => count is { } number ? ["COUNT", number] : [];

    private static RedisValue[] Trim(long maxLength, bool approximate, long? limit, StreamTrimMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        RedisValue[] length = approximate ? ["MAXLEN", "~", maxLength] : ["MAXLEN", maxLength];
        RedisValue[] atMost = limit is { } number ? ["LIMIT", number] : [];
        return mode switch
        {
            StreamTrimMode.DeleteReferences => [.. length, .. atMost, "DELREF"],
            StreamTrimMode.Acknowledged => [.. length, .. atMost, "ACKED"],
            _ => [.. length, .. atMost],
        };
    }

    private static T[] AtLeastOne<T>(T[] items, string name) => items.Length > 0
        ? items
        : throw new ArgumentException("At least one item is needed.", name);
}
