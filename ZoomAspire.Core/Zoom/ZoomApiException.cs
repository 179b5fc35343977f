namespace ZoomAspire.Core.Zoom;

/// <summary>Kinds of failed calls to Zoom, by what is to be done about them.</summary>
public enum ZoomFailureKind
{
    /// <summary>Network, timeout, 5xx, an answer that cannot be read: try again.</summary>
    Unavailable,

    /// <summary>Too many calls: wait.</summary>
    RateLimited,

    /// <summary>There is no recording (yet): 404 with code 3301, also while it is being processed.</summary>
    NoRecording,

    /// <summary>The token was refused, and so was a fresh one; or a download link has expired.</summary>
    TokenRefused,

    /// <summary>The app lacks a scope: its owner and the user must act.</summary>
    ScopeMissing,

    /// <summary>Zoom refuses for good.</summary>
    Refused,

    /// <summary>A download led to a host to which no token may go.</summary>
    ForeignHost,

    /// <summary>What came is not what was announced: another size, no audio or video, no end within an hour. Another try hardly helps.</summary>
    Damaged,
}

/// <summary>A call to Zoom failed. The message is ours: it quotes neither addresses nor tokens nor what Zoom wrote.</summary>
public sealed class ZoomApiException : Exception
{
    /// <summary>Says what failed.</summary>
    /// <param name="kind">What is to be done about it.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="retryAfter">How long to wait, if Zoom says so or we leave it alone.</param>
    /// <param name="innerException">What led to it.</param>
    public ZoomApiException(ZoomFailureKind kind, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        RetryAfter = retryAfter;
    }

    /// <summary>What is to be done about it.</summary>
    public ZoomFailureKind Kind { get; }

    /// <summary>Zoom's number of the error, if it gave one.</summary>
    public int? Code { get; init; }

    /// <summary>How long to wait, if Zoom says so or we leave it alone.</summary>
    public TimeSpan? RetryAfter { get; }
}
