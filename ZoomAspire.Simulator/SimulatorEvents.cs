using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ZoomAspire.Simulator;

/// <summary>
/// Tells whoever watches (the page, waiting tests) that something has changed. Only the name of what changed is told; the
/// watcher then reads the state it cares about. Thread-safe.
/// </summary>
public sealed class SimulatorEvents
{
    private const int UnreadLimit = 64;

    private readonly Lock _lock = new();
    private readonly List<Channel<string>> _watchers = [];

    /// <summary>Announces a change.</summary>
    /// <param name="topic">What changed: <c>telegram</c> or <c>zoom</c>.</param>
    public void Changed(string topic)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(topic);
            }
        }
    }

    /// <summary>
    /// The topics of all changes from now on. A slow watcher loses the oldest unread ones, never the newest: each only says
    /// "look again".
    /// </summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<string>(
            new BoundedChannelOptions(UnreadLimit) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _watchers.Add(channel);
        }

        try
        {
            await foreach (var topic in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return topic;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }
}
