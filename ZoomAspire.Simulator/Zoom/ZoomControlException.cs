namespace ZoomAspire.Simulator.Zoom;

/// <summary>A request to the control API that makes no sense; the message says why.</summary>
public sealed class ZoomControlException : Exception
{
    /// <summary>Says nothing; use the other constructors.</summary>
    public ZoomControlException()
    {
    }

    /// <summary>Says what is wrong.</summary>
    public ZoomControlException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and what it came from.</summary>
    public ZoomControlException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
