using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>Registers accounts.</summary>
public static class AccountsExtensions
{
    /// <summary>
    /// Registers <see cref="OAuthFlows"/> and <see cref="Connections"/> (scoped), <see cref="TokenVault"/> and
    /// <see cref="ZoomHostList"/> (singletons) and their settings. Needs <see cref="Data.ZoomAspireContext"/>; tells every
    /// registered <see cref="IConnectionObserver"/> (scoped).
    /// </summary>
    /// <param name="builder">The host.</param>
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSettings<ZoomOptions>().AddSettings<StateOptions>().AddSettings<TokenEncryptionOptions>();
        services.AddScoped<OAuthFlows>();
        services.AddScoped<Connections>();
        services.AddSingleton<TokenVault>();
    }
}
