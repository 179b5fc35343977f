using System.Net;
using Microsoft.Extensions.DependencyInjection;

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
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .RemoveAllLoggers();
        return services;
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
