using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>Registers what takes in events about accounts.</summary>
public static class AccountWebhookExtensions
{
    /// <summary>Registers the handlers of events about accounts and users. Needs the database, the queue and the accounts.</summary>
    /// <param name="services">Where they are registered.</param>
    public static IServiceCollection AddAccountWebhooks(this IServiceCollection services) =>
        services
            .AddWebhookEventHandler<DeauthorizationIntake>("app_deauthorized")
            .AddWebhookEventHandler<UserStanding>(
                UserStanding.Deleted, UserStanding.Disassociated, UserStanding.Deactivated, UserStanding.Activated);
}
