using Microsoft.Extensions.Configuration;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Queue;

/// <summary>How much a worker does at once.</summary>
public sealed class QueueOptions : ISettings
{
    private const int MaxConcurrency = 256;

    /// <summary>JOB_CONCURRENCY: jobs that one process works on at once.</summary>
    [ConfigurationKeyName("JOB_CONCURRENCY")]
    public int Concurrency { get; set; } = 8;

    /// <summary>JOB_TENANT_CONCURRENCY: jobs of one user that all processes together work on at once.</summary>
    [ConfigurationKeyName("JOB_TENANT_CONCURRENCY")]
    public int TenantConcurrency { get; set; } = 2;

    /// <inheritdoc />
    public IEnumerable<string> Problems()
    {
        if (Concurrency is < 1 or > MaxConcurrency)
        {
            yield return $"JOB_CONCURRENCY must lie between 1 and {MaxConcurrency}.";
        }

        if (TenantConcurrency is < 1 or > MaxConcurrency)
        {
            yield return $"JOB_TENANT_CONCURRENCY must lie between 1 and {MaxConcurrency}.";
        }
    }
}
