using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Data;

/// <summary>Registers the database.</summary>
public static class DataExtensions
{
    /// <summary>Name of the connection string, and of the database.</summary>
    public const string ConnectionName = "zoomaspire";

    /// <summary>Adds <see cref="ZoomAspireContext"/>, <see cref="ISharedClock"/>, the settings, its health check and the migration at start.</summary>
    /// <param name="builder">The host.</param>
    public static void AddZoomAspireData(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<DatabaseOptions>();
        // A retried block could repeat a token refresh, and the strategy rejects user transactions: we retry by the job.
        builder.AddNpgsqlDbContext<ZoomAspireContext>(ConnectionName, settings =>
        {
            settings.DisableRetry = true;
            settings.ConnectionString = DatabaseSessions.Configure(settings.ConnectionString);
        });
        builder.Services.AddScoped<ISharedClock, DatabaseClock>();
        builder.Services.AddSingleton<DatabaseReadiness>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseReadiness>("schema");
        builder.Services.AddHostedService<DatabaseMigrator>();
    }
}
