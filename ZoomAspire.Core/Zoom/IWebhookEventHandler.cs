namespace ZoomAspire.Core.Zoom;

/// <summary>
/// Takes in the events of the names under which it is registered
/// (<see cref="WebhookEventHandlerExtensions.AddWebhookEventHandler{THandler}"/>). One instance a request, in its scope.
/// Zoom waits 3 seconds: it stores what follows from the event, in one transaction with the event's dedupe key, wakes who has
/// to work on it, and does nothing else.
/// </summary>
public interface IWebhookEventHandler
{
    /// <summary>Takes in an event whose signature was checked. Must bear being called with it again.</summary>
    /// <param name="envelope">The event as it came.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is stored then, and Zoom sends the event again.</param>
    /// <returns>What became of it. With anything but <see cref="WebhookOutcome.Malformed"/> Zoom regards it as delivered.</returns>
    Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken);
}
