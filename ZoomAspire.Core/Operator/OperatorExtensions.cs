using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Core.Operator;

/// <summary>Registers what the operator has.</summary>
public static class OperatorExtensions
{
    /// <summary>Registers <see cref="OperatorOptions"/>, and alerts. Needs the database and Telegram.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddOperator(this IServiceCollection services) => services
        .AddSettings<OperatorOptions>()
        .AddScoped<OperatorAlerts>()
        .AddScoped<RefusalAlert>()
        .AddScoped<DeadLetterAlert>()
        .AddScoped<OrganizationAlert>();
}
