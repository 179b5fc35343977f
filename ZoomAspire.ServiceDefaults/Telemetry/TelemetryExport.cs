using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Exports traces, metrics and logs over OTLP where the usual variables name an endpoint
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
/// </summary>
internal static class TelemetryExport
{
    // The framework's and libraries' own instrumentation; "ZoomAspire" is ours.
    private static readonly string[] Sources = ["ZoomAspire", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
    [
        "ZoomAspire", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql",
    ];

    public static bool IsConfigured(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    public static void AddTelemetryExport(this WebApplicationBuilder builder)
    {
        var resource = ResourceBuilder.CreateDefault()
            .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName, "ZoomAspire")
            .AddEnvironmentVariableDetector();
        builder.Logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(resource);
            options.IncludeScopes = true;
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter();
        });
        builder.Services.AddSingleton(services => Traced(services.GetRequiredService<SecretRedactor>())
            .SetResourceBuilder(resource)
            .AddOtlpExporter()
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build());
        builder.Services.AddHostedService<Providers>();
    }

    /// <summary>What is traced, and what is taken off it before whatever exports it comes.</summary>
    /// <param name="redactor">Knows the secrets.</param>
    public static TracerProviderBuilder Traced(SecretRedactor redactor) => Sdk.CreateTracerProviderBuilder()
        .SetSampler(RootSampler.OfTraces())
        .AddSource(Sources)
        .AddProcessor(new NotFoundProcessor())
        .AddProcessor(new UrlScrubbingProcessor())
        .AddProcessor(new SecretScrubbingProcessor(redactor));

    /// <summary>Brings the providers to life with the host; the container disposes, and so flushes, them after it.</summary>
    private sealed class Providers(TracerProvider tracerProvider, MeterProvider meterProvider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            tracerProvider.ForceFlush();
            meterProvider.ForceFlush();
            return Task.CompletedTask;
        }
    }
}
