using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Announces a recording that has not been staged after a minute, beside the download. An announcement that fails here is made
/// by the delivery.
/// </summary>
internal sealed partial class LateAnnouncement(IServiceScopeFactory scopes, TimeProvider time, ILogger<LateAnnouncement> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Begins to wait.</summary>
    /// <param name="job">The job that stages.</param>
    /// <param name="waiting">The deliveries to announce; all requested at the same time.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>Dispose it when staging has ended: waiting stops, an announcement that is being made is finished.</returns>
    public IAsyncDisposable Begin(JobLease job, IReadOnlyList<Delivery> waiting, CancellationToken cancellationToken)
    {
        var staged = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var due = waiting.Min(delivery => delivery.RequestedAt) + Patience;
        return new Pending(RunAsync(job, [.. waiting.Select(delivery => delivery.Id)], due, staged.Token, cancellationToken), staged);
    }

    private async Task RunAsync(
        JobLease job, IReadOnlyList<long> deliveryIds, DateTimeOffset due, CancellationToken staged, CancellationToken cancellationToken)
    {
        try
        {
            var wait = due - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, staged);
            }

            foreach (var id in deliveryIds)
            {
                await AnnounceAsync(job, id, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            if (!staged.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name);
            }
        }
    }

    private async Task AnnounceAsync(JobLease job, long deliveryId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var targets = scope.ServiceProvider.GetRequiredService<DeliveryTargets>();
        var announcer = scope.ServiceProvider.GetRequiredService<Announcer>();
        if (await targets.FindAsync(deliveryId, cancellationToken) is { } target)
        {
            await announcer.AnnounceAsync(job, target, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "A recording could not be announced early ({Reason}); its delivery will do it")]
    private partial void LogFailed(string reason);

    private sealed class Pending(Task running, CancellationTokenSource staged) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await staged.CancelAsync();
            await running;
            staged.Dispose();
        }
    }
}
