namespace ZoomAspire.Simulator.Zoom;

/// <summary>The faults still to strike and the settings in force. Thread-safe.</summary>
internal sealed class ZoomFaults
{
    private readonly Lock _gate = new();
    private readonly List<ZoomFault> _faults = [];

    public ZoomSettings Settings { get; set; } = new();

    public IReadOnlyList<ZoomFault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public void Replace(IEnumerable<ZoomFault> faults)
    {
        lock (_gate)
        {
            _faults.Clear();
            _faults.AddRange(faults);
        }
    }

    /// <summary>The first fault that strikes here, used up by one; null if all is well.</summary>
    public ZoomFault? Take(ZoomOperation operation, string? userId = null, string? @event = null)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => Strikes(fault, operation)
                && (fault.UserId is null || fault.UserId == userId)
                && (fault.Event is null || fault.Event == @event));
            if (index < 0)
            {
                return null;
            }

            var found = _faults[index];
            if (found.Count is 1)
            {
                _faults.RemoveAt(index);
            }
            else if (found.Count is { } count)
            {
                _faults[index] = found with { Count = count - 1 };
            }

            return found;
        }
    }

    private static bool Strikes(ZoomFault fault, ZoomOperation operation) =>
        fault.On == operation
        || (fault.On == ZoomOperation.Api && operation is >= ZoomOperation.Profile and <= ZoomOperation.PastMeetings);
}
