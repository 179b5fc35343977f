namespace StackExchange.Redis.Connections;

/// <summary>A handler or a queue, and what to do with a message for it.</summary>
internal sealed record Listener(object Owner, Action<ChannelMessage> Receive);

/// <summary>Who listens to what. It outlives connections: a new one subscribes to all of it again.</summary>
internal sealed class Subscriptions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RedisChannel, List<Listener>> _listeners = [];

    /// <summary>Whether a reply is a message; else it answers a command.</summary>
    public static bool IsMessage(RedisResult reply) =>
        reply.Length > 2 && (string?)reply[0] is "message" or "pmessage";

    /// <summary>Sends within the lock, so that the server hears everything in our order.</summary>
    public Task AddAsync(RedisChannel channel, Listener listener, Func<Message, Task> send)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(channel, out var listeners))
            {
                _listeners[channel] = listeners = [];
            }

            listeners.Add(listener);
            return send(Subscribe(channel));
        }
    }

    /// <summary>Removes one owner's listeners or all of them, and the subscription with the last one.</summary>
    public Task RemoveAsync(RedisChannel channel, object? owner, Func<Message, Task> send)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(channel, out var listeners))
            {
                return Task.CompletedTask;
            }

            foreach (var leaving in listeners.Where(listener => owner is null || listener.Owner.Equals(owner)).ToArray())
            {
                listeners.Remove(leaving);
                (leaving.Owner as ChannelMessageQueue)?.Complete();
            }

            if (listeners.Count > 0)
            {
                return Task.CompletedTask;
            }

            _listeners.Remove(channel);
            return send(new Message(channel.IsPattern ? "PUNSUBSCRIBE" : "UNSUBSCRIBE", [channel.AsRedisValue()]));
        }
    }

    public RedisChannel[] Channels()
    {
        lock (_lock)
        {
            return [.. _listeners.Keys];
        }
    }

    public Message[] SubscribeToAll() => Array.ConvertAll(Channels(), channel =>
    {
        var message = Subscribe(channel);
        message.Reply.Forget();
        return message;
    });

    public void Dispatch(RedisResult reply)
    {
        var isPattern = (string?)reply[0] == "pmessage";
        var subscribed = new RedisChannel((byte[]?)reply[1], Mode(isPattern));
        var channel = isPattern ? new RedisChannel((byte[]?)reply[2], Mode(false)) : subscribed;
        var message = new ChannelMessage(subscribed, channel, (RedisValue)reply[isPattern ? 3 : 2]);
        Listener[] listeners;
        lock (_lock)
        {
            listeners = _listeners.TryGetValue(subscribed, out var found) ? [.. found] : [];
        }

        foreach (var listener in listeners)
        {
            listener.Receive(message);
        }
    }

    private static RedisChannel.PatternMode Mode(bool isPattern) =>
        isPattern ? RedisChannel.PatternMode.Pattern : RedisChannel.PatternMode.Literal;

    private static Message Subscribe(RedisChannel channel) =>
        new(channel.IsPattern ? "PSUBSCRIBE" : "SUBSCRIBE", [channel.AsRedisValue()]);
}
