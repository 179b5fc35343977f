using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ZoomAspire.Core.Media;

/// <summary>Registers the media store.</summary>
public static class MediaExtensions
{
    /// <summary>
    /// Registers <see cref="MediaStore"/> with its settings (connection string <see cref="MediaOptions.ConnectionName"/>, checked
    /// at the start), its health check and the making of its bucket in the background.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    public static IHostApplicationBuilder AddMedia(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<MediaOptions>().ValidateOnStart();
        builder.Services.AddSingleton<IConfigureOptions<MediaOptions>, MediaOptionsSetup>();
        builder.Services.AddSingleton<IValidateOptions<MediaOptions>, MediaOptionsSetup>();
        builder.Services.AddSingleton<MediaStore>();
        builder.Services.AddHostedService<MediaBucket>();
        builder.Services.AddHealthChecks().AddCheck<MediaHealth>("media");
        return builder;
    }

    /// <summary>Registers <see cref="AudioConverter"/> for services that convert. Needs <see cref="AddMedia"/>.</summary>
    internal static void AddAudioConverter(this IServiceCollection services)
    {
        services.AddSingleton(_ => new Ffmpeg());
        services.AddSingleton<DiskMetrics>();
        services.AddSingleton(provider =>
        {
            // Made with it: nobody else asks for it.
            _ = provider.GetRequiredService<DiskMetrics>();
            return new TempSpace(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TempSpace>>());
        });
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TempSpace>());
        services.AddSingleton<AudioConverter>();
    }
}
