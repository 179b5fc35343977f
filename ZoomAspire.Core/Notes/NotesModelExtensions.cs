using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Notes;

/// <summary>Registers the language model.</summary>
public static class NotesModelExtensions
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>Registers <see cref="NotesModel"/> (a singleton) and its settings. Without these it makes no notes.</summary>
    /// <param name="services">Where it is registered.</param>
    public static IServiceCollection AddNotesModel(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSettings<NotesModelOptions>();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<NotesModelLimits>();
        services.AddSingleton<NotesModelMetrics>();
        services.AddSingleton<ModelEndpoint>();
        services.AddSingleton(provider => new NotesModel(
            provider.GetRequiredService<ModelEndpoint>(),
            provider.GetRequiredService<IOptions<NotesModelOptions>>(),
            provider.GetRequiredService<NotesModelLimits>(),
            provider.GetRequiredService<NotesModelMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NotesModel>>()));

        // Who asks bounds the time: the client's own limit would end what still may take long.
        services.AddHttpClient(ModelEndpoint.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .AddHttpMessageHandler(provider => new ModelHttpHandler(
                provider.GetRequiredService<IOptions<NotesModelOptions>>().Value.Key.Length > 0,
                provider.GetRequiredService<NotesModelLimits>().MaxAnswerBytes))
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
