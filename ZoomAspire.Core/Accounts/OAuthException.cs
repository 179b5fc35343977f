namespace ZoomAspire.Core.Accounts;

/// <summary>A provider did not do what it was asked. The message holds no token, code or other text of the answer.</summary>
public sealed class OAuthException : Exception
{
    /// <summary>The <see cref="Code"/> of a connection that broke, or did not come about: the answer may have been lost.</summary>
    internal const string Network = "network";

    /// <summary>The <see cref="Code"/> of a request that was not sent at all, because the provider is left alone for a while.</summary>
    internal const string LeftAlone = "left_alone";

    /// <summary>Describes a failed request.</summary>
    /// <param name="failure">What it means.</param>
    /// <param name="code">A short word for it, at most 64 characters: kept with the connection.</param>
    /// <param name="retryAfter">When the provider wants to be asked again.</param>
    /// <param name="innerException">The cause, if any.</param>
    public OAuthException(OAuthFailure failure, string code, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base($"The provider failed to answer an OAuth request ({failure}: {code}).", innerException)
    {
        Failure = failure;
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>What the failure means.</summary>
    public OAuthFailure Failure { get; }

    /// <summary>A short word for the failure (<c>invalid_grant</c>, <c>http_503</c>).</summary>
    public string Code { get; }

    /// <summary>How long the provider wants us to wait, if it said.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>What a failed OAuth request means.</summary>
public enum OAuthFailure
{
    /// <summary>Network, timeout, 5xx, an answer that makes no sense: may be tried again.</summary>
    Transient,

    /// <summary>Too many requests: may be tried again later.</summary>
    RateLimited,

    /// <summary>The code or the token is refused for good.</summary>
    Rejected,

    /// <summary>Refused, in words that are used for dead tokens and for other things alike: believed only when it is said again later.</summary>
    Doubtful,

    /// <summary>Our client id, secret or redirect is refused: the operator must act, no user can.</summary>
    Misconfigured,
}
