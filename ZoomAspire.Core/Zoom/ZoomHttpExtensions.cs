using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ZoomAspire.Core.Zoom;

/// <summary>Registers HTTP clients for Zoom's API and OAuth server.</summary>
internal static class ZoomHttpExtensions
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    // Behind the handler's own bounds: the client's would give up in the middle of a wait.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>Registers a named client behind a <see cref="ZoomHttpHandler"/>: no redirects, no cookies, no logs.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="maxAnswerBytes">Longer answers are failures.</param>
    /// <param name="whole">How long a request may take, with all that belongs to it.</param>
    public static void AddZoomHttpClient(
        this IServiceCollection services, string name, int maxAnswerBytes, Func<ZoomHttpTimings, TimeSpan> whole)
    {
        services.TryAddSingleton<ZoomHttpTimings>();
        services.TryAddSingleton<ZoomHttpMetrics>();
        services.TryAddSingleton<ZoomPipelines>();
        services.TryAddSingleton(NewRateLimiter);
        services.AddHttpClient(name)
            .ConfigureHttpClient((provider, client) =>
            {
                client.Timeout = whole(provider.GetRequiredService<ZoomHttpTimings>()) + Slack;
                client.MaxResponseContentBufferSize = maxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(NewPrimaryHandler)
            .AddHttpMessageHandler(provider => new ZoomHttpHandler(
                provider.GetRequiredService<ZoomPipelines>(), provider.GetRequiredService<ZoomRateLimiter>(), maxAnswerBytes))
            .RemoveAllLoggers();
    }

    // Not every process has Redis.
    private static ZoomRateLimiter NewRateLimiter(IServiceProvider services)
    {
        var timings = services.GetRequiredService<ZoomHttpTimings>();
        return new ZoomRateLimiter(
            new LocalZoomQuotas(timings.Clock),
            services.GetService<IConnectionMultiplexer>() is { } redis ? new RedisZoomQuotas(redis, timings.QuotaKeys) : null,
            timings,
            services.GetRequiredService<ZoomHttpMetrics>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ZoomRateLimiter>>());
    }

    private static SocketsHttpHandler NewPrimaryHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTime,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
