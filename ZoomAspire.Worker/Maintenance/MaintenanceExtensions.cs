using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Operator;
using ZoomAspire.Core.Privacy;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Worker.Maintenance;

/// <summary>Registers the maintenance loop and what it does.</summary>
internal static class MaintenanceExtensions
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    /// <summary>Adds the loop with all tasks.</summary>
    /// <param name="services">Where they are registered.</param>
    public static void AddMaintenance(this IServiceCollection services)
    {
        services.AddHostedService<MaintenanceLoop>();
        services.AddOperator();
        services.AddSingleton<DatabaseOutageAlert>();
        services.AddHostedService<DatabaseOutageWatch>();
        services.AddSingleton(new MaintenanceTask("alert of dead letters", Often, (scope, token) =>
            scope.GetRequiredService<DeadLetterAlert>().SendAsync(token)));
        services.AddSingleton(new MaintenanceTask("evaluate alerts", Often, (scope, token) =>
            scope.GetRequiredService<AlertWatch>().EvaluateAsync(token)));
        services.AddSingleton(new MaintenanceTask("watch the organisation's app", Often, async (scope, token) =>
        {
            await scope.GetRequiredService<TokenVault>().ProbeOrganizationAsync(token);
            await scope.GetRequiredService<OrganizationAlert>().SendAsync(token);
        }));
        services.AddSingleton(new MaintenanceTask("resume paused links", Seldom, (scope, token) =>
            scope.GetRequiredService<PausedLinks>().ResumeAsync(token)));
        services.AddSingleton(new MaintenanceTask("alert of refusals", Often, (scope, token) =>
            scope.GetRequiredService<RefusalAlert>().SendAsync(token)));
        services.AddSingleton(new MaintenanceTask("resume parked jobs", Often, async (scope, token) =>
        {
            var parked = scope.GetRequiredService<ParkedWork>();
            await parked.ResumeAsync(token);
            await parked.OrderAsync(token);
        }));
        services.AddSingleton(new MaintenanceTask("probe unreachable chats", Seldom, (scope, token) =>
            scope.GetRequiredService<ParkedWork>().ProbeAsync(chatId: null, token)));
        services.AddSingleton(new MaintenanceTask("purge media", Often, (scope, token) =>
            scope.GetRequiredService<MediaRetention>().PurgeAsync(token)));
        services.AddSingleton(new MaintenanceTask("purge notes", Often, (scope, token) =>
            scope.GetRequiredService<NotesPurge>().PurgeAsync(token)));
        services.AddSingleton(new MaintenanceTask("expire flows", Often, (scope, token) =>
            scope.GetRequiredService<OAuthFlows>().ExpireAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep recordings", Often, (scope, token) =>
            scope.GetRequiredService<SweepSchedule>().BeginDueAsync(token)));
        services.AddSingleton(new MaintenanceTask("revoke grants", Often, (scope, token) =>
            scope.GetRequiredService<Connections>().RevokeDueAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep media", Seldom, (scope, token) =>
            scope.GetRequiredService<MediaRetention>().SweepAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep links", Seldom, (scope, token) =>
            scope.GetRequiredService<MediaLinks>().SweepAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep rows", Seldom, (scope, token) =>
            scope.GetRequiredService<RowRetention>().SweepAsync(token)));
        services.AddSingleton(new MaintenanceTask("purge ended connections", Often, (scope, token) =>
            scope.GetRequiredService<EndedConnectionPurge>().PurgeAsync(token)));
        services.AddSingleton(new MaintenanceTask("purge moved meetings", Often, (scope, token) =>
            scope.GetRequiredService<MovedMeetingPurge>().PurgeAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep moved meetings", Seldom, (scope, token) =>
            scope.GetRequiredService<MovedMeetingPurge>().SweepAsync(token)));
        services.AddSingleton(new MaintenanceTask("sweep ended connections", Seldom, (scope, token) =>
            scope.GetRequiredService<EndedConnectionPurge>().SweepAsync(token)));
        services.AddSingleton(new MaintenanceTask("end unreachable connections", Seldom, (scope, token) =>
            scope.GetRequiredService<UnreachableOwners>().EndAsync(token)));
        services.AddSingleton(new MaintenanceTask("finish erasures", Often, (scope, token) =>
            scope.GetRequiredService<ErasureUpkeep>().RunAsync(token)));
        services.AddSingleton(new MaintenanceTask("remind owners", Seldom, (scope, token) =>
            scope.GetRequiredService<LinkNotices>().QueueAsync(token)));
        services.AddSingleton(new MaintenanceTask("seal secrets anew", Seldom, (scope, token) =>
            scope.GetRequiredService<SealedValues>().ResealAsync(token)));
        services.AddSingleton(new MaintenanceTask("refresh idle connections", Seldom, (scope, token) =>
            scope.GetRequiredService<TokenVault>().RefreshIdleAsync(token)));
    }
}
