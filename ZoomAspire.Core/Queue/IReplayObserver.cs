using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Queue;

/// <summary>Follows an operator's replay of dead letters, in its transaction.</summary>
public interface IReplayObserver
{
    /// <summary>Dead letters have been queued again.</summary>
    /// <param name="context">Context with the open transaction.</param>
    /// <param name="ids">The letters that were asked for; those that are queued now are replayed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReplayedAsync(ZoomAspireContext context, IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
