using ZoomAspire.Core.Operator;

namespace ZoomAspire.Worker.Maintenance;

/// <summary>Looks again and again whether PostgreSQL is there: apart from the maintenance loop, whose locks are held there.</summary>
internal sealed class DatabaseOutageWatch(DatabaseOutageAlert alert, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(DatabaseOutageAlert.Interval, time, stoppingToken);
            await alert.LookAsync(stoppingToken);
        }
    }
}
