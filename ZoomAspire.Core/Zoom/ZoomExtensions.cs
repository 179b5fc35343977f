using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Zoom;

/// <summary>Registers what asks Zoom.</summary>
public static class ZoomExtensions
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>Registers <see cref="ZoomClient"/> and <see cref="RecordingDownloader"/> (singletons). Needs the accounts.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddZoomClient(this IServiceCollection services)
    {
        services.AddSingleton<ZoomClient>();
        services.AddSingleton<RecordingDownloader>();
        services.AddZoomHttpClient(ZoomClient.HttpClientName, MaxAnswerBytes, timings => timings.Whole);
        // Whoever reads a file bounds it: the client's own time limit would include the body.
        services.AddHttpClient(RecordingDownloader.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => NewHandler(provider.GetRequiredService<ZoomHostList>()))
            .RemoveAllLoggers();
        return services;
    }

    /// <summary>Registers how webhooks are checked. Needs the accounts, whose settings tell whether there is an app of an organisation.</summary>
    /// <param name="services">Where it is registered.</param>
    public static IServiceCollection AddZoomWebhookSettings(this IServiceCollection services)
    {
        services.AddSettings<ZoomWebhookOptions>();
        services.AddOptions<ZoomWebhookOptions>().Validate<IOptions<ZoomOrganizationOptions>>(
            (webhooks, organization) => webhooks is { OrganizationSecret.Length: 0, PreviousOrganizationSecret.Length: 0 } || organization.Value.IsConfigured,
            "ZOOM_S2S_WEBHOOK_SECRET or ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS is set without ZOOM_ACCOUNT_ID, ZOOM_S2S_CLIENT_ID and ZOOM_S2S_CLIENT_SECRET.");
        return services;
    }

    private static SocketsHttpHandler NewHandler(ZoomHostList hosts) => new()
    {
        ConnectCallback = hosts.AllowsPrivateAddresses ? null : PublicAddresses.ConnectAsync,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
