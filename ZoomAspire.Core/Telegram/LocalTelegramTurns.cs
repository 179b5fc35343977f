namespace ZoomAspire.Core.Telegram;

/// <summary>The limits of one process, for as long as it cannot share them: a fraction of each. Thread-safe.</summary>
internal sealed class LocalTelegramTurns(TelegramPace pace, TimeProvider time)
{
    // Beyond it, those that are no longer waited for are forgotten.
    private const int MaxKept = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, (DateTimeOffset Due, DateTimeOffset Blocked)> _chats = [];
    private DateTimeOffset _due;
    private int _uploads;

    /// <summary>Takes the next free moment, if it is no further away than patience lasts.</summary>
    /// <returns>How long to wait for it, and whether it was taken.</returns>
    public (TimeSpan Wait, bool Taken) Take(TelegramTurn turn)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var chat = _chats.GetValueOrDefault(turn.ChatId);
            var start = Later(now, chat.Blocked);
            var (chatDue, overallDue) = (Later(start, chat.Due), Later(start, _due));
            var (interval, overall) = (turn.Interval(pace) * pace.ProcessesAssumed, pace.Overall * pace.ProcessesAssumed);
            var burst = turn.Burst(pace) - 1;
            var wait = Later(start, Later(chatDue - (interval * burst), overallDue - (overall * burst))) - now;
            if (wait > pace.Patience)
            {
                return (wait, false);
            }

            _due = overallDue + overall;
            Keep(turn.ChatId, (chatDue + interval, chat.Blocked), now);
            return (wait, true);
        }
    }

    /// <summary>Makes no call to a chat for a time.</summary>
    public void Block(long chatId, TimeSpan span)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var chat = _chats.GetValueOrDefault(chatId);
            Keep(chatId, (chat.Due, Later(chat.Blocked, now + span)), now);
        }
    }

    /// <summary>Takes one of the places for uploads.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_uploads >= Math.Max(1, pace.Uploads / pace.ProcessesAssumed))
            {
                return false;
            }

            _uploads++;
            return true;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _uploads--;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Keep(long chatId, (DateTimeOffset Due, DateTimeOffset Blocked) chat, DateTimeOffset now)
    {
        if (_chats.Count >= MaxKept)
        {
            foreach (var old in _chats.Where(entry => entry.Value.Due <= now && entry.Value.Blocked <= now).Select(entry => entry.Key).ToList())
            {
                _chats.Remove(old);
            }
        }

        _chats[chatId] = chat;
    }
}
