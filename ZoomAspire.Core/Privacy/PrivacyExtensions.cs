using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Privacy;

/// <summary>Registers what people can do with what is kept of them.</summary>
public static class PrivacyExtensions
{
    /// <summary>Registers <see cref="DataExports"/> and <see cref="Erasures"/> (scoped). Needs accounts and the job queue.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddPrivacy(this IServiceCollection services) => services
        .AddSettings<RetentionOptions>()
        .AddScoped<DataExports>()
        .AddScoped<Erasures>();

    /// <summary>Registers the worker's part of it. Needs the recording pipeline.</summary>
    /// <param name="services">Where it is registered.</param>
    public static IServiceCollection AddPrivacyJobs(this IServiceCollection services)
    {
        services.AddPrivacy();
        services.AddScoped<DataExportWriter>();
        services.AddScoped<ErasedMessages>();
        services.AddScoped<ErasedMedia>();
        services.AddScoped<ErasedRows>();
        services.AddScoped<ErasureFarewell>();
        services.AddScoped(provider => new ErasureUpkeep(provider.GetRequiredService<Erasures>(), provider.GetRequiredService<ErasureFarewell>()));
        services.AddJobHandler<ExportDataHandler>(JobKind.ExportData);
        services.AddJobHandler<TellExportFailedHandler>(JobKind.TellExportFailed);
        services.AddJobHandler<EraseUserHandler>(JobKind.EraseUser);
        return services;
    }
}

/// <summary>Sees to it that every confirmed erasure comes to its end, and that its last word is said.</summary>
public sealed class ErasureUpkeep
{
    private readonly Erasures _erasures;
    private readonly ErasureFarewell _farewell;

    internal ErasureUpkeep(Erasures erasures, ErasureFarewell farewell)
    {
        _erasures = erasures;
        _farewell = farewell;
    }

    /// <summary>Does what is due, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Gives up between two.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _erasures.BeginAgainAsync(cancellationToken);
        await _farewell.SayDueAsync(cancellationToken);
    }
}
