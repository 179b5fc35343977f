using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace StackExchange.Redis.Connections;

/// <summary>Messages in the order they were issued; any number of writers, one reader.</summary>
internal sealed class MessageQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<Message> _messages = new();

    /// <summary>Holds at most one token: "look again".</summary>
    private readonly Channel<bool> _arrivals =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Enqueue(Message message)
    {
        lock (_lock)
        {
            _messages.Enqueue(message);
        }

        _arrivals.Writer.TryWrite(true);
    }

    public bool TryDequeue([MaybeNullWhen(false)] out Message message)
    {
        lock (_lock)
        {
            return _messages.TryDequeue(out message);
        }
    }

    /// <summary>Returns when something may have arrived since the last call; the queue can still be empty.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_messages.Count > 0)
            {
                return;
            }
        }

        await _arrivals.Reader.ReadAsync(cancellationToken);
    }

    public long? OldestIssuedAt()
    {
        lock (_lock)
        {
            return _messages.TryPeek(out var oldest) ? oldest.IssuedAt : null;
        }
    }

    /// <summary>
    /// Fails what was issued before a moment, and leaves it in the queue: its reply may still come and must find it.
    /// </summary>
    public void FailIssuedBefore(long moment, Func<Message, Exception> error)
    {
        lock (_lock)
        {
            foreach (var message in _messages.TakeWhile(message => message.IssuedAt < moment))
            {
                if (!message.Reply.IsCompleted)
                {
                    message.Fail(error(message));
                }
            }
        }
    }

    /// <summary>Removes what was issued before a moment, failing it: nothing may pile up while there is no connection.</summary>
    public void RemoveIssuedBefore(long moment, Func<Message, Exception> error)
    {
        lock (_lock)
        {
            while (_messages.TryPeek(out var message) && message.IssuedAt < moment)
            {
                _messages.Dequeue().Fail(error(message));
            }
        }
    }

    public void FailAll(Func<Message, Exception> error)
    {
        while (TryDequeue(out var message))
        {
            message.Fail(error(message));
        }
    }
}
