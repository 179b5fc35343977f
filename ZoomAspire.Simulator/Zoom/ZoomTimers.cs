namespace ZoomAspire.Simulator.Zoom;

/// <summary>Things to be done later by the simulator's clock; all forgotten on reset. Thread-safe.</summary>
internal sealed class ZoomTimers(TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ITimer> _timers = [];

    public void After(TimeSpan wait, Action action)
    {
        lock (_gate)
        {
            ITimer? timer = null;
            timer = time.CreateTimer(
                _ =>
                {
                    if (Forget(timer!))
                    {
                        action();
                    }
                },
                state: null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            _timers.Add(timer);
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    public async Task ResetAsync()
    {
        List<ITimer> timers;
        lock (_gate)
        {
            timers = [.. _timers];
            _timers.Clear();
        }

        foreach (var timer in timers)
        {
            await timer.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await ResetAsync();

    private bool Forget(ITimer timer)
    {
        lock (_gate)
        {
            if (!_timers.Remove(timer))
            {
                return false;
            }
        }

        timer.Dispose();
        return true;
    }
}
