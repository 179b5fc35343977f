using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Operator;

/// <summary>Registers what the operator has.</summary>
public static class OperatorExtensions
{
    /// <summary>Registers <see cref="OperatorOptions"/>, and alerts. Needs the database and Telegram.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddOperator(this IServiceCollection services) => services
        .AddOperatorSignals()
        .AddSettings<OperatorOptions>()
        .AddScoped<OperatorAlerts>()
        .AddScoped<RefusalAlert>()
        .AddScoped<DeadLetterAlert>()
        .AddScoped<OrganizationAlert>()
        .AddScoped<OperatorDesk>()
        .AddScoped(scope => new AlertWatch(
            scope.GetRequiredService<SignalStore>(),
            scope.GetRequiredService<AlertRules>(),
            scope.GetRequiredService<OperatorAlerts>(),
            scope.GetRequiredService<IOptions<AlertOptions>>(),
            scope.GetRequiredService<BotIdentity>()));

    /// <summary>Registers what every service contributes to the alerts of one: what it counts. Needs the database.</summary>
    /// <param name="services">Where it is registered.</param>
    public static IServiceCollection AddOperatorSignals(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSettings<AlertOptions>();
        services.TryAddSingleton<AlertRules>();
        services.TryAddScoped<SignalStore>();
        return services.AddHostedService<SignalRecorder>();
    }
}
