using ZoomAspire.Core.Operator;

namespace ZoomAspire.Worker.Maintenance;

/// <summary>Looks again and again whether PostgreSQL is there: apart from the maintenance loop, whose locks are held there.</summary>
internal sealed partial class DatabaseOutageWatch(DatabaseOutageAlert alert, TimeProvider time, ILogger<DatabaseOutageWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(DatabaseOutageAlert.Interval, time, stoppingToken);
            try
            {
                await alert.LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether PostgreSQL is there could not be looked after ({Reason}): it is tried again")]
    private partial void LogFailed(string reason);
}
