using StackExchange.Redis.Connections;

namespace StackExchange.Redis;

internal sealed class Subscriber(ConnectionMultiplexer multiplexer) : ISubscriber
{
    public IConnectionMultiplexer Multiplexer => multiplexer;

    public bool IsConnected(RedisChannel channel = default) => multiplexer.IsSubscriberConnected;

    public Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None) => multiplexer.GetDatabase().PingAsync(flags);

    public Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) =>
        multiplexer.GetDatabase().PublishAsync(channel, message, flags);

    public Task SubscribeAsync(
        RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddAsync(channel, new Listener(handler, message => ThreadPool.UnsafeQueueUserWorkItem(Call, message, false)), flags);

        void Call(ChannelMessage message)
        {
            try
            {
                handler(message.Channel, message.Message);
            }
            catch (Exception error)
            {
                multiplexer.ReportError(error, nameof(SubscribeAsync));
            }
        }
    }

    public async Task<ChannelMessageQueue> SubscribeAsync(RedisChannel channel, CommandFlags flags = CommandFlags.None)
    {
        var queue = new ChannelMessageQueue(
            channel,
            (leaving, how) => RemoveAsync(channel, leaving, how),
            error => multiplexer.ReportError(error, nameof(ChannelMessageQueue)));
        await AddAsync(channel, new Listener(queue, queue.Write), flags);
        return queue;
    }

    public Task UnsubscribeAsync(
        RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None) =>
        RemoveAsync(channel, handler, flags);

    public Task UnsubscribeAllAsync(CommandFlags flags = CommandFlags.None) =>
        Task.WhenAll(multiplexer.Subscriptions.Channels().Select(channel => RemoveAsync(channel, null, flags)));

    private Task AddAsync(RedisChannel channel, Listener listener, CommandFlags flags)
    {
        if (channel.IsNullOrEmpty)
        {
            throw new ArgumentException("A channel is needed.", nameof(channel));
        }

        return multiplexer.Subscriptions.AddAsync(channel, listener, message => multiplexer.SendToSubscriberAsync(message, flags));
    }

    private Task RemoveAsync(RedisChannel channel, object? owner, CommandFlags flags) =>
        multiplexer.Subscriptions.RemoveAsync(channel, owner, message => multiplexer.SendToSubscriberAsync(message, flags));
}
