namespace StackExchange.Redis;

/// <summary>Publish and subscribe. Messages sent while the connection is down are lost: Redis keeps none.</summary>
public interface ISubscriber : IRedis
{
    bool IsConnected(RedisChannel channel = default);

    Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None);

    /// <summary>Calls <paramref name="handler"/> for every message, possibly several at a time and in any order.</summary>
    Task SubscribeAsync(
        RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None);

    /// <summary>Queues the messages in the order they came.</summary>
    Task<ChannelMessageQueue> SubscribeAsync(RedisChannel channel, CommandFlags flags = CommandFlags.None);

    Task UnsubscribeAsync(
        RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None);

    Task UnsubscribeAllAsync(CommandFlags flags = CommandFlags.None);
}
