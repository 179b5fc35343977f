namespace ZoomAspire.Bot.Polling;

/// <summary>
/// Counts what of each person waits to be handled. Telegram offers a hundred updates from the first unhandled one on: whoever sends more than
/// can be handled would keep everybody else's from being offered. Not thread-safe.
/// </summary>
/// <param name="most">How many of one person may wait.</param>
internal sealed class UpdateBacklog(int most)
{
    private readonly Dictionary<long, Waiting> _waiting = [];

    /// <summary>Decides about an update that has come.</summary>
    /// <param name="sender">Who caused it; null for what nobody's hurry causes, which is always taken.</param>
    public Admission Admit(long? sender)
    {
        if (sender is not { } id)
        {
            return Admission.Taken;
        }

        var waiting = _waiting.GetValueOrDefault(id);
        if (waiting.Count < most)
        {
            _waiting[id] = waiting with { Count = waiting.Count + 1 };
            return Admission.Taken;
        }

        if (waiting.IsTold)
        {
            return Admission.PassedOver;
        }

        _waiting[id] = new Waiting(waiting.Count + 1, true);
        return Admission.Refused;
    }

    /// <summary>Notes that one that was taken or refused has been handled.</summary>
    /// <param name="sender">Who caused it.</param>
    public void Leave(long? sender)
    {
        if (sender is not { } id || !_waiting.TryGetValue(id, out var waiting))
        {
            return;
        }

        if (waiting.Count > 1)
        {
            _waiting[id] = waiting with { Count = waiting.Count - 1 };
        }
        else
        {
            _waiting.Remove(id);
        }
    }

    private readonly record struct Waiting(int Count, bool IsTold);
}

/// <summary>What happens to an update.</summary>
internal enum Admission
{
    /// <summary>It is handled.</summary>
    Taken,

    /// <summary>It is not handled, and its sender is told that it was too much at once.</summary>
    Refused,

    /// <summary>It is not handled; its sender was told so a moment ago.</summary>
    PassedOver,
}
