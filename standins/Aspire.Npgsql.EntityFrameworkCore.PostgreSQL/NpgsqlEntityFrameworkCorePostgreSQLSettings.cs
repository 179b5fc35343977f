namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

public sealed class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    public string? ConnectionString { get; set; }

    /// <summary>True: failures go to the caller; else EF Core retries transient ones, and refuses transactions of the caller's.</summary>
    public bool DisableRetry { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>The activity source <c>Npgsql</c> is there either way; who listens decides.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>The meter <c>Npgsql</c> is there either way; who listens decides.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Seconds a command may take.</summary>
    public int? CommandTimeout { get; set; }
}
