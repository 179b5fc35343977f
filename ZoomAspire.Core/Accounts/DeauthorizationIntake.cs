using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>Takes in <c>app_deauthorized</c>: ends the connection, remembers the event and has its owner told.</summary>
public sealed class DeauthorizationIntake(ZoomAspireContext context, Connections connections, JobHints hints, TimeProvider time)
    : IWebhookEventHandler
{
    /// <inheritdoc />
    public async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Deauthorization.TryRead(envelope.Payload) is { } deauthorization
            ? await TakeInAsync(envelope, deauthorization, cancellationToken)
            : WebhookOutcome.Malformed;
    }

    /// <summary>Ends what the event ends. Doing it again changes nothing.</summary>
    /// <param name="envelope">The event as it came.</param>
    /// <param name="deauthorization">What it says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What became of it.</returns>
    public async Task<WebhookOutcome> TakeInAsync(
        WebhookEnvelope envelope, Deauthorization deauthorization, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(deauthorization);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await connections.DeauthorizedAsync(deauthorization, cancellationToken) is not { } owner)
        {
            await transaction.CommitAsync(cancellationToken);
            return WebhookOutcome.UnknownHost;
        }

        if (!await WebhookEvents.TryAddAsync(context, EventOf(envelope, deauthorization), cancellationToken))
        {
            return WebhookOutcome.Duplicate;
        }

        var job = JobQueue.Add(context, JobKind.TellDeauthorized, owner.Id, owner.Id);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return WebhookOutcome.Accepted;
    }

    private WebhookEvent EventOf(WebhookEnvelope envelope, Deauthorization deauthorization) => new()
    {
        DedupeKey = WebhookKeys.Deauthorization(envelope.Event, deauthorization.AccountId, deauthorization.UserId, deauthorization.At),
        EventName = envelope.Event,
        EventTime = deauthorization.At,
        Outcome = WebhookOutcome.Accepted,
        ReceivedAt = time.GetUtcNow(),
    };
}
