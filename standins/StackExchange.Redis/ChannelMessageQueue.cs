using System.Threading.Channels;

namespace StackExchange.Redis;

/// <summary>A message that came in, with the channel it was published to and the channel or pattern that was subscribed.</summary>
public readonly struct ChannelMessage
{
    internal ChannelMessage(RedisChannel subscriptionChannel, RedisChannel channel, RedisValue message)
    {
        SubscriptionChannel = subscriptionChannel;
        Channel = channel;
        Message = message;
    }

    public RedisChannel SubscriptionChannel { get; }

    public RedisChannel Channel { get; }

    public RedisValue Message { get; }

    public override bool Equals(object? obj) => 
        obj is ChannelMessage other && Channel == other.Channel && Message == other.Message;

    public override int GetHashCode() => HashCode.Combine(Channel, Message);

    public override string ToString() => $"{Channel}:{Message}";

    public static bool operator ==(ChannelMessage left, ChannelMessage right) => left.Equals(right);

    public static bool operator !=(ChannelMessage left, ChannelMessage right) => !left.Equals(right);
}

/// <summary>The messages of one subscription in the order they came: read them, enumerate them or have a handler called.</summary>
public sealed class ChannelMessageQueue : IAsyncEnumerable<ChannelMessage>
{
    private readonly Channel<ChannelMessage> _messages =
        System.Threading.Channels.Channel.CreateUnbounded<ChannelMessage>(new() { SingleWriter = true });

    private readonly Func<ChannelMessageQueue, CommandFlags, Task> _unsubscribe;
    private readonly Action<Exception> _reportError;

    internal ChannelMessageQueue(
        RedisChannel channel, Func<ChannelMessageQueue, CommandFlags, Task> unsubscribe, Action<Exception> reportError)
    {
        Channel = channel;
        _unsubscribe = unsubscribe;
        _reportError = reportError;
    }

    public RedisChannel Channel { get; }

    public Task Completion => _messages.Reader.Completion;

    public bool TryRead(out ChannelMessage item) => _messages.Reader.TryRead(out item);

    public ValueTask<ChannelMessage> ReadAsync(CancellationToken cancellationToken = default) =>
        _messages.Reader.ReadAsync(cancellationToken);

    public IAsyncEnumerator<ChannelMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _messages.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Calls <paramref name="handler"/> for one message after the other.</summary>
    public void OnMessage(Action<ChannelMessage> handler) => OnMessage(message =>
    {
        handler(message);
        return Task.CompletedTask;
    });

    /// <summary>Calls <paramref name="handler"/> for one message after the other, awaiting each.</summary>
    public void OnMessage(Func<ChannelMessage, Task> handler) => _ = Task.Run(async () =>
    {
        await foreach (var message in _messages.Reader.ReadAllAsync())
        {
            try
            {
                await handler(message);
            }
            catch (Exception error)
            {
                _reportError(error);
            }
        }
    });

    public Task UnsubscribeAsync(CommandFlags flags = CommandFlags.None) => _unsubscribe(this, flags);

    public override string? ToString() => Channel;

    internal void Write(ChannelMessage message) => _messages.Writer.TryWrite(message);

    internal void Complete() => _messages.Writer.TryComplete();
}
