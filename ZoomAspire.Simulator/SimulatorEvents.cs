using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ZoomAspire.Simulator;

/// <summary>
/// Tells whoever watches (the page, waiting tests) that something has changed. Only the name of what changed is told; the
/// watcher then reads the state it cares about. Thread-safe.
/// </summary>
public sealed class SimulatorEvents
{
    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];

    /// <summary>Announces a change.</summary>
    /// <param name="topic">What changed: <c>telegram</c> or <c>zoom</c>.</param>
    public void Changed(string topic)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Tell(topic);
            }
        }
    }

    /// <summary>
    /// Watches all changes from now on. Changes of one topic that a slow watcher has not read yet are told once: each only says
    /// "look again".
    /// </summary>
    public Watcher Watch()
    {
        lock (_lock)
        {
            var watcher = new Watcher(this);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>One who watches; disposing it ends the watch.</summary>
    public sealed class Watcher : IDisposable
    {
        private readonly SimulatorEvents _events;

        private readonly Channel<string> _unread = Channel.CreateUnbounded<string>();
        private readonly ConcurrentDictionary<string, bool> _isUnread = new();

        internal Watcher(SimulatorEvents events) => _events = events;

        /// <summary>Waits for the next change and returns its topic.</summary>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <exception cref="OperationCanceledException">It was given up.</exception>
        public async ValueTask<string> NextAsync(CancellationToken cancellationToken)
        {
            var topic = await _unread.Reader.ReadAsync(cancellationToken);
            _isUnread.TryRemove(topic, out _);
            return topic;
        }

        /// <inheritdoc />
        public void Dispose()
        {
            lock (_events._lock)
            {
                _events._watchers.Remove(this);
            }
        }

        internal void Tell(string topic)
        {
            if (_isUnread.TryAdd(topic, true))
            {
                _unread.Writer.TryWrite(topic);
            }
        }
    }
}
