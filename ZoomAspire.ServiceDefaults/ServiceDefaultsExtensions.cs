using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.ServiceDefaults.Health;
using ZoomAspire.ServiceDefaults.Telemetry;

namespace ZoomAspire.ServiceDefaults;

/// <summary>What the three services have in common.</summary>
public static class ServiceDefaultsExtensions
{
    // Platforms kill 30 s after SIGTERM (Container Apps, Kubernetes): what stops in an orderly way has ended before.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(25);

    /// <summary>Adds telemetry, the clock, health checks, an end in time and quiet, secret-free logging.</summary>
    /// <param name="builder">The service.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddLogging();
        builder.AddTelemetry();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestStop);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [HealthEndpoints.LiveTag]);
        builder.Services.AddSingleton<IPostConfigureOptions<HealthCheckServiceOptions>, HealthTimeLimit>();
        // The factory's own logging writes whole URLs, and ours carry tokens (Bot API path, signed downloads).
        builder.Services.ConfigureHttpClientDefaults(client => client.RemoveAllLoggers());
        return builder;
    }

    private static void AddLogging(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }

        builder.Services.TryAddSingleton(services => new SecretRedactor(services.GetRequiredService<IConfiguration>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(services => new RedactingLoggerFactory(
            new LoggerFactory(
                services.GetServices<ILoggerProvider>(),
                services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                services.GetRequiredService<IOptions<LoggerFactoryOptions>>(),
                services.GetService<IExternalScopeProvider>()),
            services.GetRequiredService<SecretRedactor>())));

        // The framework's request log writes query strings: an OAuth callback's holds the code and the state.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }

    private static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddTransient<IStartupFilter, RequestSpanStartupFilter>();
        if (TelemetryExport.IsConfigured(builder.Configuration))
        {
            builder.AddTelemetryExport();
        }
    }
}
