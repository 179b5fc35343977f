using System.Text.Json;

namespace ZoomAspire.Core.Zoom;

/// <summary>What every webhook of Zoom's has: <c>{"event","event_ts","payload"}</c>.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="EventTime">When it happened; null where the event has no <c>event_ts</c> (deauthorisation).</param>
/// <param name="Payload">The payload, a JSON object.</param>
public sealed record WebhookEnvelope(string Event, DateTimeOffset? EventTime, JsonElement Payload)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Signed by the organisation's app, whose secret others hold: it counts for the organisation's own users only.</summary>
    public bool IsOrganizations { get; init; }

    /// <summary>The Zoom account that it is about, as it says itself.</summary>
    public string? AccountId => Payload.Text("account_id");

    /// <summary>Reads a body.</summary>
    /// <param name="body">The raw body.</param>
    /// <returns>The envelope, or null where the body is not JSON or not a webhook.</returns>
    public static WebhookEnvelope? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var root = document.RootElement;
            return root.Text("event") is { } name && root.Child("payload") is { ValueKind: JsonValueKind.Object } payload
                ? new WebhookEnvelope(name, root.UnixMilliseconds("event_ts"), payload.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
