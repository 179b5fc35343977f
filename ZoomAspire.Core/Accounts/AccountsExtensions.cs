using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>Registers accounts.</summary>
public static class AccountsExtensions
{
    // As SealedPlace writes a uuid.
    private const string UuidRow = "replace(id::text, '-', '')";

    private const int MaxAnswerBytes = 256 * 1024;

    /// <summary>
    /// Registers <see cref="OAuthFlows"/> and <see cref="Connections"/> (scoped), <see cref="TokenVault"/> and
    /// <see cref="ZoomHostList"/> (singletons) and their settings. Needs <see cref="Data.ZoomAspireContext"/>; tells every
    /// registered <see cref="IConnectionObserver"/> (scoped).
    /// </summary>
    /// <param name="builder">The host.</param>
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings<StateOptions>().AddSettings<TokenEncryptionOptions>().AddSettings<RetentionOptions>();
        services.TryAddSingleton<AuditLog>();
        services.AddScoped<AuditTrail>();
        services.AddSingleton<RefusalAudit>();
        services.AddSingleton<Sealer>();
        services.AddSingleton<StateTokens>();
        services.AddSingleton<AccountsMetrics>();
        services.AddSingleton<TokenRevoker>();
        services.AddScoped<ConnectionStore>();
        services.AddScoped<RefusalJudge>();
        services.AddScoped<KeptGrants>();
        services.AddScoped<FlowApproval>();
        services.AddScoped<FlowFinish>();
        services.AddSingleton<OrganizationTokens>();
        services.AddSingleton(NewTokenVault);
        services.AddScoped(NewConnections);
        services.AddScoped(NewOAuthFlows);
        services.AddScoped(NewLinkInvitations);
        services.AddScoped(NewPausedLinks);
        services.AddScoped<OwnSettings>();
        AddSealedValues(services);
        AddZoom(services);
    }

    /// <summary>Registers <see cref="OwnRoutes"/> and <see cref="GroupRoutes"/> (scoped). Needs accounts and the job queue.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddRoutes(this IServiceCollection services) =>
        services.AddScoped<OwnRoutes>().AddScoped<GroupRoutes>().AddScoped<RouteWishes>();

    private static void AddSealedValues(IServiceCollection services)
    {
        services.AddSingleton(new SealedColumn("connections", "access_token"));
        services.AddSingleton(new SealedColumn("connections", "refresh_token"));
        services.AddSingleton(new SealedColumn("grant_revocations", "access_token") { Row = UuidRow });
        services.AddSingleton(new SealedColumn("grant_revocations", "refresh_token") { Row = UuidRow });
        services.AddSingleton(new SealedColumn("organization_tokens", "access_token"));
        // The state's ten minutes are soon over; counted and rewritten all the same, so that nothing is left that needs an old key.
        services.AddSingleton(new SealedColumn("oauth_flows", "code_verifier") { Row = UuidRow });
        services.AddSingleton<SealedValueStatus>();
        services.AddScoped(NewSealedValues);
        services.AddHostedService<SealedValueCheck>();
        services.AddHealthChecks().AddCheck<SealedValueStatus>("encryption keys");
    }

    private static void AddZoom(IServiceCollection services)
    {
        services.AddSettings<ZoomOptions>();
        services.AddOptions<ZoomOptions>().Validate<IHostEnvironment>(
            (options, environment) => environment.IsDevelopment() || !options.UsesPlainHttp,
            "ZOOM_REDIRECT, ZOOM_OAUTH_BASE_URL and ZOOM_API_BASE_URL must be https outside Development.");
        services.AddSingleton(NewZoomHostList);
        services.AddSettings<ZoomOrganizationOptions>();
        services.AddOptions<ZoomOrganizationOptions>().Validate<IOptions<ZoomOptions>>(
            (organization, app) => organization.ClientId.Length == 0 || organization.ClientId != app.Value.ClientId,
            "ZOOM_S2S_CLIENT_ID must be another app's than ZOOM_CLIENT_ID: a Server-to-Server OAuth app is an app of its own.");
        services.AddSingleton<ZoomOAuthEndpoint>();
        services.AddSingleton<IOAuthProvider, ZoomOAuthProvider>();
        services.AddSingleton<IOrganizationApp, ZoomOrganizationApp>();
        services.AddZoomHttpClient(ZoomOAuthEndpoint.HttpClientName, MaxAnswerBytes, timings => timings.WholeOnce);
    }

    private static ZoomHostList NewZoomHostList(IServiceProvider services) =>
        ZoomHostList.TryParse(
            services.GetRequiredService<IOptions<ZoomOptions>>().Value.DownloadHosts,
            services.GetRequiredService<IHostEnvironment>().IsDevelopment(),
            out var hosts)
            ? hosts
            : throw new InvalidOperationException("ZOOM_DOWNLOAD_HOSTS was not validated.");

    private static TokenVault NewTokenVault(IServiceProvider services) => new(
        services.GetRequiredService<IServiceScopeFactory>(),
        services.GetRequiredService<IOAuthProvider>(),
        services.GetRequiredService<OrganizationTokens>(),
        services.GetRequiredService<TokenRevoker>(),
        services.GetRequiredService<AccountsMetrics>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<TokenVault>>());

    private static SealedValues NewSealedValues(IServiceProvider services) => new(
        services.GetRequiredService<ZoomAspireContext>(),
        services.GetRequiredService<Sealer>(),
        services.GetServices<SealedColumn>(),
        services.GetRequiredService<SealedValueStatus>(),
        services.GetRequiredService<ILogger<SealedValues>>());

    private static Connections NewConnections(IServiceProvider services) => new(
        services.GetRequiredService<ConnectionStore>(),
        services.GetRequiredService<IOAuthProvider>(),
        services.GetRequiredService<TokenRevoker>(),
        services.GetRequiredService<ILogger<Connections>>());

    private static LinkInvitations NewLinkInvitations(IServiceProvider services) => new(
        services.GetRequiredService<ConnectionStore>(),
        services.GetRequiredService<FlowFinish>(),
        services.GetRequiredService<IOrganizationApp>(),
        services.GetRequiredService<IOAuthProvider>(),
        services.GetRequiredService<ZoomClient>());

    private static PausedLinks NewPausedLinks(IServiceProvider services) => new(
        services.GetRequiredService<ConnectionStore>(),
        services.GetRequiredService<IOrganizationApp>(),
        services.GetRequiredService<ZoomClient>(),
        services.GetRequiredService<ILogger<PausedLinks>>());

    private static OAuthFlows NewOAuthFlows(IServiceProvider services) => new(
        services.GetRequiredService<ConnectionStore>(),
        services.GetRequiredService<Connections>(),
        services.GetRequiredService<FlowApproval>(),
        services.GetRequiredService<FlowFinish>(),
        services.GetRequiredService<IOAuthProvider>(),
        services.GetRequiredService<TokenRevoker>(),
        services.GetRequiredService<StateTokens>(),
        services.GetRequiredService<Sealer>(),
        services.GetRequiredService<AccountsMetrics>());
}
