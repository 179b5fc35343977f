using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Zoom;

/// <summary>Remembers which events were taken in.</summary>
public static class WebhookEvents
{
    /// <summary>Stores an event unless its key is known. Call it inside the transaction that stores the event's effect.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False where an event with the same key was stored before.</returns>
    public static async Task<bool> TryAddAsync(
        ZoomAspireContext context, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var outcome = SnakeCaseNames.Of(webhookEvent.Outcome.ToString());
        var added = await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            VALUES ({webhookEvent.DedupeKey}, {webhookEvent.EventName}, {webhookEvent.EventTime}, {webhookEvent.MeetingUuid?.Value},
                    {outcome}, {webhookEvent.ReceivedAt})
            ON CONFLICT (dedupe_key) DO NOTHING
            """,
            cancellationToken);
        return added == 1;
    }
}
