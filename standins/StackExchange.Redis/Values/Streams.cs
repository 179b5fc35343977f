namespace StackExchange.Redis;

public readonly struct StreamEntry
{
    public StreamEntry(RedisValue id, NameValueEntry[] values)
    {
        Id = id;
        Values = values;
    }

    public static StreamEntry Null { get; } = new(RedisValue.Null, []);

    public RedisValue Id { get; }

    /// <summary>The fields in the order they were added; empty for an entry that is pending but was deleted.</summary>
    public NameValueEntry[] Values { get; }

    public bool IsNull => Id.IsNull;

    public RedisValue this[RedisValue fieldName]
    {
        get
        {
            foreach (var pair in Values ?? [])
            {
                if (pair.Name == fieldName)
                {
                    return pair.Value;
                }
            }

            return RedisValue.Null;
        }
    }
}

/// <summary>Where reading starts: these two words mean what each command calls the beginning or the end.</summary>
public readonly struct StreamPosition(RedisKey key, RedisValue position)
{
    public static RedisValue Beginning => "-";

    public static RedisValue NewMessages => "$";

    public RedisKey Key { get; } = key;

    public RedisValue Position { get; } = position;

    internal static RedisValue OfGroup(RedisValue position) => position == Beginning ? "0-0" : position;

    internal static RedisValue ForGroupRead(RedisValue position) => position == NewMessages ? ">" : OfGroup(position);
}

public readonly struct StreamAutoClaimResult
{
    internal StreamAutoClaimResult(RedisValue nextStartId, StreamEntry[] claimedEntries, RedisValue[] deletedIds)
    {
        NextStartId = nextStartId;
        ClaimedEntries = claimedEntries;
        DeletedIds = deletedIds;
    }

    public static StreamAutoClaimResult Null { get; } = new(RedisValue.Null, [], []);

    public bool IsNull => NextStartId.IsNull && ClaimedEntries.Length == 0 && DeletedIds.Length == 0;

    /// <summary>Where the next call goes on; <c>0-0</c> when the whole pending list has been seen.</summary>
    public RedisValue NextStartId { get; }

    public StreamEntry[] ClaimedEntries { get; }

    /// <summary>Pending entries that no longer exist in the stream: Redis 7 drops them from the pending list and says so.</summary>
    public RedisValue[] DeletedIds { get; }
}

public readonly struct StreamPendingInfo
{
    internal StreamPendingInfo(int count, RedisValue lowest, RedisValue highest, StreamConsumer[] consumers)
    {
        PendingMessageCount = count;
        LowestPendingMessageId = lowest;
        HighestPendingMessageId = highest;
        Consumers = consumers;
    }

    public int PendingMessageCount { get; }

    public RedisValue LowestPendingMessageId { get; }

    public RedisValue HighestPendingMessageId { get; }

    public StreamConsumer[] Consumers { get; }
}

public readonly struct StreamConsumer
{
    internal StreamConsumer(RedisValue name, int pendingMessageCount)
    {
        Name = name;
        PendingMessageCount = pendingMessageCount;
    }

    public RedisValue Name { get; }

    public int PendingMessageCount { get; }
}

public readonly struct StreamPendingMessageInfo
{
    internal StreamPendingMessageInfo(RedisValue messageId, RedisValue consumerName, long idleTime, int deliveryCount)
    {
        MessageId = messageId;
        ConsumerName = consumerName;
        IdleTimeInMilliseconds = idleTime;
        DeliveryCount = deliveryCount;
    }

    public RedisValue MessageId { get; }

    public RedisValue ConsumerName { get; }

    public long IdleTimeInMilliseconds { get; }

    public int DeliveryCount { get; }
}

public readonly struct StreamConsumerInfo
{
    internal StreamConsumerInfo(string name, int pendingMessageCount, long idleTime)
    {
        Name = name;
        PendingMessageCount = pendingMessageCount;
        IdleTimeInMilliseconds = idleTime;
    }

    public string Name { get; }

    public int PendingMessageCount { get; }

    public long IdleTimeInMilliseconds { get; }
}

public readonly struct StreamGroupInfo
{
    public string Name { get; internal init; }

    public int ConsumerCount { get; internal init; }

    public int PendingMessageCount { get; internal init; }

    public string? LastDeliveredId { get; internal init; }

    public long? EntriesRead { get; internal init; }

    /// <summary>Entries not delivered yet; null where the server cannot tell (entries were deleted in between).</summary>
    public long? Lag { get; internal init; }
}

public readonly struct StreamInfo
{
    public int Length { get; internal init; }

    public int RadixTreeKeys { get; internal init; }

    public int RadixTreeNodes { get; internal init; }

    public int ConsumerGroupCount { get; internal init; }

    public StreamEntry FirstEntry { get; internal init; }

    public StreamEntry LastEntry { get; internal init; }

    public RedisValue LastGeneratedId { get; internal init; }
}
