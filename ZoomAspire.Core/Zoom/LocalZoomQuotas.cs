namespace ZoomAspire.Core.Zoom;

/// <summary>The quotas of one process, for as long as it cannot share them: a fraction of each. Thread-safe.</summary>
internal sealed class LocalZoomQuotas(TimeProvider clock)
{
    // Beyond it, those that are no longer waited for are forgotten.
    private const int MaxKept = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string AccountId, ZoomCallWeight Weight), Pace> _paces = [];
    private readonly Dictionary<string, (ZoomAccountPlan Plan, DateTimeOffset Until)> _plans = [];

    /// <summary>Takes the next free moment, if it is no further away than <paramref name="patience"/>.</summary>
    /// <returns>How long to wait for it, and whether it was taken.</returns>
    public (TimeSpan Wait, bool Taken) Take(string accountId, ZoomCallWeight weight, TimeSpan patience)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var pace = _paces.GetValueOrDefault((accountId, weight));
            var interval = ZoomQuota.Interval(PlanOf(accountId, now), weight) * ZoomQuota.ProcessesAssumed;
            var start = Later(now, pace.BlockedUntil);
            var due = Later(start, pace.Due);
            var wait = Later(start, due - ZoomQuota.Tolerance(interval)) - now;
            if (wait > patience)
            {
                return (wait, false);
            }

            Keep(accountId, weight, pace with { Due = due + interval }, now);
            return (wait, true);
        }
    }

    /// <summary>Makes no call for a time.</summary>
    public void Block(string accountId, ZoomCallWeight weight, TimeSpan time)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var pace = _paces.GetValueOrDefault((accountId, weight));
            Keep(accountId, weight, pace with { BlockedUntil = Later(pace.BlockedUntil, now + time) }, now);
        }
    }

    /// <summary>Remembers an account's plan for a time.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Learn(string accountId, ZoomAccountPlan plan, TimeSpan time)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_plans.TryGetValue(accountId, out var known) && known.Plan == plan && known.Until > now + (time / 2))
            {
                return false;
            }

            if (_plans.Count >= MaxKept)
            {
                _plans.Clear();
            }

            _plans[accountId] = (plan, now + time);
            return true;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private ZoomAccountPlan PlanOf(string accountId, DateTimeOffset now) =>
        _plans.TryGetValue(accountId, out var known) && known.Until > now ? known.Plan : ZoomQuota.AssumedPlan;

    private void Keep(string accountId, ZoomCallWeight weight, Pace pace, DateTimeOffset now)
    {
        if (_paces.Count >= MaxKept)
        {
            foreach (var (key, old) in _paces.Where(entry => entry.Value.Due <= now && entry.Value.BlockedUntil <= now).ToList())
            {
                _paces.Remove(key);
            }
        }

        _paces[(accountId, weight)] = pace;
    }

    /// <param name="Due">When the next call is due at the kept pace.</param>
    /// <param name="BlockedUntil">No call before it.</param>
    private readonly record struct Pace(DateTimeOffset Due, DateTimeOffset BlockedUntil);
}
