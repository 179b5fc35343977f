using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Announces a recording that is not ready after a minute, beside the work on it, and says then every few seconds how far that is. An
/// announcement that fails here is made by the delivery.
/// </summary>
internal sealed partial class LateAnnouncement(
    IServiceScopeFactory scopes, ProgressTeller teller, TimeProvider time, ILogger<LateAnnouncement> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Begins to wait.</summary>
    /// <param name="job">The job that stages.</param>
    /// <param name="waiting">The deliveries to announce; all requested at the same time.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>Dispose it when the work has ended: waiting stops, an announcement that is being made is finished.</returns>
    public Pending Begin(JobLease job, IReadOnlyList<Delivery> waiting, CancellationToken cancellationToken)
    {
        var staged = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var due = waiting.Min(delivery => delivery.RequestedAt) + Patience;
        var progress = new WorkProgress();
        return new Pending(RunAsync(job, [.. waiting.Select(delivery => delivery.Id)], due, progress, staged.Token, cancellationToken), progress, staged);
    }

    private async Task RunAsync(
        JobLease job,
        IReadOnlyList<long> deliveryIds,
        DateTimeOffset due,
        WorkProgress progress,
        CancellationToken staged,
        CancellationToken cancellationToken)
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

            await teller.TellAsync(job, deliveryIds, progress, staged, cancellationToken);
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
        var permission = scope.ServiceProvider.GetRequiredService<GroupPermission>();
        if (await targets.FindAsync(deliveryId, cancellationToken) is
                { Wishes.ShowsProgress: true } target &&
            await permission.IsGivenAsync(job, target, cancellationToken))
        {
            target.Wishes.Speak();
            await announcer.AnnounceAsync(job, target, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "A recording could not be announced early ({Reason}); its delivery will do it")]
    private partial void LogFailed(string reason);

    /// <summary>An announcement that may be made.</summary>
    internal sealed class Pending(Task running, WorkProgress progress, CancellationTokenSource staged) : IAsyncDisposable
    {
        private bool _isOver;

        /// <summary>Says how far the work is.</summary>
        /// <param name="what">What is being done.</param>
        /// <param name="share">From 0 to 1; 0 where it is not known.</param>
        public void Report(string what, double share) => progress.Report(what, share);

        public async ValueTask DisposeAsync()
        {
            if (!_isOver)
            {
                _isOver = true;
                await staged.CancelAsync();
                await running;
                staged.Dispose();
            }
        }
    }
}
