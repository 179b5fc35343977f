namespace ZoomAspire.Core.Recordings;

/// <summary>How far a piece of work is, told by whoever does it and read by whoever says so.</summary>
internal sealed class WorkProgress
{
    private volatile string? _what;
    private int _percent;

    /// <summary>What is being done, and how far; null before anything was told.</summary>
    public string? Text => _what is { } what ? RecordingText.Progress(what, Volatile.Read(ref _percent)) : null;

    /// <summary>How far it is, from 0 to 100; 0 where that is not known.</summary>
    public int Percent => Volatile.Read(ref _percent);

    /// <summary>Says how far the work is.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="share">From 0 to 1; 0 where it is not known.</param>
    public void Report(string what, double share)
    {
        Volatile.Write(ref _percent, (int)(Math.Clamp(share, 0, 1) * 100));
        _what = what;
    }
}
