using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Queue;

/// <summary>Registers the queue.</summary>
public static class JobQueueExtensions
{
    /// <summary>Registers what a service needs to put work into the queue: <see cref="JobHints"/>.</summary>
    /// <param name="builder">The service's builder.</param>
    public static IHostApplicationBuilder AddJobQueue(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(services => new JobHints(
            services.GetService<IJobStream>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<JobHints>>()));
        return builder;
    }
}
