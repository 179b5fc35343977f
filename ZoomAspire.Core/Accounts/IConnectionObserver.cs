using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Is told when a connection stops or starts to deliver. Called inside the transaction that makes the change, with the
/// connection's row locked, so that what the observer writes is true exactly if the change is: it must not call other services.
/// </summary>
public interface IConnectionObserver
{
    /// <summary>
    /// The connection ended (disconnected, deauthorised) or moves to another user: what is pending for its owner must be
    /// cancelled and its media and notes purged. Called before the owner changes.
    /// </summary>
    /// <param name="context">The context of the running transaction.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up, and with it the change.</param>
    Task EndedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken);

    /// <summary>
    /// The provider refuses the tokens for good: work for the connection is to be parked and its owner asked, once, to connect
    /// again. Called once for each time that a connection falls into <see cref="ConnectionStatus.NeedsReauth"/>.
    /// </summary>
    /// <param name="context">The context of the running transaction.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up, and with it the change.</param>
    Task SuspendedAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken);

    /// <summary>
    /// Another connection of the same owner to the same user at the provider takes the place of one: what is under way, and the
    /// history, go over to it. The one before ends right after this.
    /// </summary>
    /// <param name="context">The context of the running transaction.</param>
    /// <param name="beforeId">The connection that ends.</param>
    /// <param name="afterId">The connection that takes its place.</param>
    /// <param name="cancellationToken">Gives up, and with it the change.</param>
    Task ReplacedAsync(ZoomAspireContext context, long beforeId, long afterId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The connection works again for the same owner: parked work goes on.</summary>
    /// <param name="context">The context of the running transaction.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up, and with it the change.</param>
    Task RestoredAsync(ZoomAspireContext context, long connectionId, CancellationToken cancellationToken);
}
