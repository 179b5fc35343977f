namespace ZoomAspire.Simulator.Zoom;

/// <summary>How far a delivery has come.</summary>
public enum WebhookState
{
    /// <summary>Held back or about to be sent.</summary>
    Pending,

    /// <summary>The first tries failed in a way that Zoom repeats.</summary>
    WaitingToRetry,

    /// <summary>Answered with 2xx in time.</summary>
    Delivered,

    /// <summary>Answered with 3xx or 4xx, which Zoom never sends again.</summary>
    Refused,

    /// <summary>Given up after all tries, or dropped by a fault.</summary>
    Lost,
}

/// <summary>One try to deliver an event.</summary>
public sealed record WebhookAttempt
{
    /// <summary>When it was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>HTTP status of the answer; null without an answer in time.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was no answer: <c>timeout</c> or the kind of network error.</summary>
    public string? Failure { get; init; }

    /// <summary>Milliseconds until the answer or until giving up.</summary>
    public required long DurationMs { get; init; }
}

/// <summary>An event on its way to the app.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Counts up from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Such as <c>recording.completed</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The meeting that it is about.</summary>
    public string? MeetingUuid { get; init; }

    /// <summary>Where it is sent.</summary>
    public required Uri Url { get; init; }

    /// <summary>Of the organisation's app.</summary>
    public bool IsOrganizations { get; init; }

    /// <summary>How far it has come.</summary>
    public required WebhookState State { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The tries so far.</summary>
    public required IReadOnlyList<WebhookAttempt> Attempts { get; init; }

    /// <summary>The body as sent; null before the first try.</summary>
    public string? Body { get; init; }

    /// <summary>The body of the last answer, up to 64 KiB.</summary>
    public string? Answer { get; init; }
}

/// <summary>How a webhook is signed.</summary>
public enum WebhookSignature
{
    /// <summary>With the app's secret.</summary>
    Valid,

    /// <summary>With another secret.</summary>
    Forged,

    /// <summary>With the app's secret, but an old timestamp.</summary>
    Old,

    /// <summary>Not at all.</summary>
    Missing,
}
