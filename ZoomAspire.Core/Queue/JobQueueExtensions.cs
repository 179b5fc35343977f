using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Queue;

/// <summary>Registers the queue.</summary>
public static class JobQueueExtensions
{
    /// <summary>
    /// Registers what a service needs to put work into the queue and to look at it: <see cref="JobHints"/>,
    /// <see cref="DeadLetters"/>, the settings of Redis. Needs the database and <c>AddRedisClient</c>.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    public static IHostApplicationBuilder AddJobQueue(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSettings<RedisOptions>();
        builder.Services.TryAddSingleton<JobHints>();
        builder.Services.TryAddSingleton<AuditLog>();
        builder.Services.TryAddScoped<DeadLetters>();
        builder.Services.TryAddSingleton<DeadLetterMetrics>();
        builder.Services.TryAddSingleton<StoreMetrics>();
        return builder;
    }

    /// <summary>Registers what a worker needs besides: consumer, dispatcher and a second connection to Redis for blocking reads.</summary>
    /// <param name="builder">The worker's builder.</param>
    internal static IHostApplicationBuilder AddJobWorker(this IHostApplicationBuilder builder)
    {
        builder.AddJobQueue();
        builder.AddKeyedRedisClient(RedisJobStream.BlockingConnection, settings =>
        {
            settings.ConnectionString = builder.Configuration.GetConnectionString(RedisOptions.ConnectionName);
            settings.DisableHealthChecks = true;
        });
        builder.Services.AddSettings<QueueOptions>();
        builder.Services.TryAddSingleton<QueueTimings>();
        builder.Services.AddSingleton<RedisJobStream>();
        builder.Services.AddSingleton<QueueMetrics>();
        builder.Services.AddSingleton<JobStore>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddHostedService<JobConsumer>();
        builder.Services.AddHostedService<JobDispatcher>();
        // Running jobs may finish, the rest is handed back, all within the host's patience.
        builder.Services.AddOptions<HostOptions>().Configure<QueueTimings>((options, timings) =>
            options.ShutdownTimeout = timings.ShutdownGrace + timings.ShutdownMargin);
        return builder;
    }

    /// <summary>Registers the handler of a kind of job.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">Where it is registered.</param>
    /// <param name="kind">The kind.</param>
    internal static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services, JobKind kind)
        where THandler : class, IJobHandler =>
        services.AddKeyedScoped<IJobHandler, THandler>(kind).AddSingleton(new HandledKind(kind));
}
