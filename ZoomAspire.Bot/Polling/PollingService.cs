using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Polling;

/// <summary>Polls Telegram whenever this instance holds the lease.</summary>
internal sealed class PollingService(PollerLease lease, UpdatePoller poller, PollingStatus status, DatabaseReadiness database)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            status.StandingBy();
            await lease.RunWhileHeldAsync(poller.PollAsync, stoppingToken);
        }
    }
}
