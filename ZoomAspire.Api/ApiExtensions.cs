using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ZoomAspire.Api.Connections;
using ZoomAspire.Api.Security;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api;

/// <summary>What only the API has.</summary>
internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddAnswerSafety();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)));
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ZoomAspire";
            document.Info.Description = "Connects Zoom accounts to Telegram and takes in Zoom's webhooks.";
            return Task.CompletedTask;
        }));
        // A malformed query is 400 in Development as well, where the default is to throw.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddTrustedProxies();
        builder.Services.AddPublicRateLimits();
        builder.Services.Configure<RequestLocalizationOptions>(FollowTheBrowser);
        builder.Services.Configure<HealthCheckServiceOptions>(DegradeWithoutWorkersStores);
        builder.Services.AddInternalApiKeys();
        builder.Services.AddInternalCalls();
        builder.Services.AddZoomWebhookSettings();
        builder.Services.AddSingleton<WebhookMetrics>();
        builder.Services.AddRecordingWebhooks();
        builder.Services.AddAccountWebhooks();
        builder.Services.AddScoped<WebhookReceiver>();
        builder.Services.AddZoomClient();
        builder.Services.AddScoped<ConnectionRequests>();
        builder.Services.AddOperator();
    }

    public static void UseApi(this WebApplication app)
    {
        // First of all: what comes after sees the client, not the proxy.
        app.UseTrustedProxies();
        app.UseSafeHeaders();
        // No developer exception page: errors are problem details without internals, everywhere.
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRequestTimeouts();
        app.UseRequestLocalization(); // For pages.
        app.UseRateLimiter(); // Before the keys are looked at: guessing is limited too.
        app.UseInternalCalls();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void AddTrustedProxies(this IServiceCollection services)
    {
        services.AddSettings<TrustedProxiesOptions>();
        // ASPNETCORE_FORWARDEDHEADERS_ENABLED adds a middleware of its own, which would believe one more hop, and anybody.
        services.PostConfigure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.None);
    }

    // Only in what is said: numbers and dates of answers are nobody's. Whose page it is may know better (OAuthApi).
    private static void FollowTheBrowser(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture(CultureInfo.InvariantCulture, SpokenLanguage.Of(null));
        options.SupportedCultures = [CultureInfo.InvariantCulture];
        options.SupportedUICultures = [.. SpokenLanguage.All];
        options.RequestCultureProviders = [new AcceptLanguageHeaderRequestCultureProvider()];
    }

    // Made with the pipeline, when the settings have been checked.
    private static void UseTrustedProxies(this WebApplication app) => app.Use(next => new ForwardedHeadersMiddleware(
        next,
        app.Services.GetRequiredService<ILoggerFactory>(),
        Options.Create(app.Services.GetRequiredService<IOptions<TrustedProxiesOptions>>().Value.ToForwardedHeaders())).Invoke);

    // Webhooks are taken in without Redis and without the media store: an API that called itself unhealthy would be taken off
    // the network, and events would be lost.
    private static void DegradeWithoutWorkersStores(HealthCheckServiceOptions options)
    {
        foreach (var registration in options.Registrations.Where(check => check.Name is "StackExchange.Redis" or "media"))
        {
            registration.FailureStatus = HealthStatus.Degraded;
        }
    }
}
