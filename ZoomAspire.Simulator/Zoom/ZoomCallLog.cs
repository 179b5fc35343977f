namespace ZoomAspire.Simulator.Zoom;

/// <summary>An answered request that the app made to the simulated Zoom.</summary>
public sealed record ZoomCall
{
    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was asked for.</summary>
    public required ZoomOperation Operation { get; init; }

    /// <summary>HTTP status of the answer; 0 if the connection was dropped or the caller gave up.</summary>
    public required int Status { get; init; }

    /// <summary>Whose token was shown.</summary>
    public string? UserId { get; init; }

    /// <summary>The meeting or file asked for.</summary>
    public string? Subject { get; init; }

    /// <summary>There was an <c>Authorization</c> header.</summary>
    public bool Authorized { get; init; }

    /// <summary>Bytes of a file sent.</summary>
    public long? Bytes { get; init; }

    /// <summary>The <c>Range</c> header of a download.</summary>
    public string? Range { get; init; }
}

/// <summary>The last calls, oldest first. Thread-safe.</summary>
internal sealed class ZoomCallLog
{
    private const int Kept = 5000;

    private readonly Lock _gate = new();
    private readonly Queue<ZoomCall> _calls = [];

    public IReadOnlyList<ZoomCall> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public void Add(ZoomCall call)
    {
        lock (_gate)
        {
            _calls.Enqueue(call);
            if (_calls.Count > Kept)
            {
                _calls.Dequeue();
            }
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }
}
