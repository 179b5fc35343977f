namespace Aspire.StackExchange.Redis;

public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>This client starts no activities of its own: the value changes nothing.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True: the connection is opened when first asked for, not when the host starts.</summary>
    public bool DisableAutoActivation { get; set; }
}
