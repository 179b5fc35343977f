using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>An event to be sent.</summary>
internal sealed record OutgoingEvent
{
    public required string Name { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Called once for each delivery, just before its first try: duplicates differ in addresses and tokens.</summary>
    public required Func<string> Compose { get; init; }

    public string? MeetingUuid { get; init; }

    public WebhookSignature Signature { get; init; }

    /// <summary>Age of the timestamp of an old signature.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromHours(1);

    public bool Retry { get; init; } = true;

    /// <summary>Of the organisation's app, which has a secret of its own.</summary>
    public bool IsOrganizations { get; init; }

    public static Func<string> Body(Func<JsonNode> compose) => () => ZoomJson.WebhookBody(compose());
}

/// <summary>A delivery that has begun.</summary>
/// <param name="SentAt">When it was sent first; null if a fault holds it back.</param>
/// <param name="FirstTry">Ends with the first try.</param>
internal sealed record StartedDelivery(DateTimeOffset? SentAt, Task<WebhookDelivery> FirstTry);

/// <summary>
/// Sends events as Zoom does: three seconds for an answer, tried again only after a status of 500 or more or without an answer,
/// 5, 20 and 60 minutes after the try before, and never after a 3xx or 4xx (developers.zoom.us, "Using webhooks").
/// </summary>
internal sealed partial class ZoomWebhookSender(
    SimulatorOptions options, ZoomFaults faults, SimulatorEvents events, TimeProvider time, ILogger<ZoomWebhookSender> logger)
    : IAsyncDisposable
{
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);

    private const int KeptDeliveries = 5000;
    private const int AnswerLimit = 64 * 1024;

    private static readonly TimeSpan[] RetryWaits =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(60)];

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null, // Zoom sends a trace of its own.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Lock _gate = new();
    private readonly Queue<Delivery> _deliveries = [];
    private readonly List<TaskCompletionSource> _held = [];
    private readonly ConcurrentDictionary<int, Task> _running = [];
    private CancellationTokenSource _stop = new();
    private int _lastId;

    public IReadOnlyList<WebhookDelivery> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _deliveries.Select(delivery => delivery.Snapshot)];
            }
        }
    }

    /// <summary>Begins to deliver; the faults of the moment decide how, and how often.</summary>
    public StartedDelivery Send(OutgoingEvent outgoing)
    {
        var fault = faults.Take(ZoomOperation.Webhook, @event: outgoing.Name);
        var firstTry = Start(outgoing, fault);
        if (fault?.Kind == ZoomFaultKind.Duplicate)
        {
            _ = Start(outgoing, fault: null);
        }

        var held = fault?.Kind is ZoomFaultKind.Delay or ZoomFaultKind.Reorder or ZoomFaultKind.Lost;
        return new StartedDelivery(held ? null : time.GetUtcNow(), firstTry);
    }

    /// <summary>Ends all deliveries and forgets them.</summary>
    public async Task ResetAsync()
    {
        await StopAsync();
        lock (_gate)
        {
            _deliveries.Clear();
            _held.Clear();
            _stop = new CancellationTokenSource();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private Task<WebhookDelivery> Start(OutgoingEvent outgoing, ZoomFault? fault)
    {
        lock (_gate)
        {
            var delivery = new Delivery(++_lastId, Altered(outgoing, fault), time.GetUtcNow());
            _deliveries.Enqueue(delivery);
            if (_deliveries.Count > KeptDeliveries)
            {
                _deliveries.Dequeue();
            }

            var run = RunAsync(delivery, fault, _stop.Token);
            _running[delivery.Snapshot.Id] = run;
            _ = run.ContinueWith(
                _ => _running.TryRemove(delivery.Snapshot.Id, out Task? _), TaskScheduler.Default);
            return delivery.FirstTry;
        }
    }

    private static OutgoingEvent Altered(OutgoingEvent outgoing, ZoomFault? fault) => fault?.Kind switch
    {
        ZoomFaultKind.ForgedSignature => outgoing with { Signature = WebhookSignature.Forged },
        ZoomFaultKind.OldTimestamp => outgoing with
        {
            Signature = WebhookSignature.Old,
            Age = fault.Seconds is { } age ? TimeSpan.FromSeconds(age) : outgoing.Age,
        },
        _ => outgoing,
    };

    private async Task RunAsync(Delivery delivery, ZoomFault? fault, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            if (fault?.Kind == ZoomFaultKind.Lost)
            {
                Update(delivery, delivery.Snapshot with { State = WebhookState.Lost });
                return;
            }

            await HoldAsync(fault, cancellationToken);
            await TryAllAsync(delivery, fault?.Kind == ZoomFaultKind.Reorder, cancellationToken);
        }
        finally
        {
            delivery.EndFirstTry();
        }
    }

    private async Task HoldAsync(ZoomFault? fault, CancellationToken cancellationToken)
    {
        if (fault is { Kind: ZoomFaultKind.Delay })
        {
            await Task.Delay(TimeSpan.FromSeconds(fault.Seconds ?? 60), time, cancellationToken);
        }
        else if (fault is { Kind: ZoomFaultKind.Reorder })
        {
            var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _held.Add(released);
            }

            await released.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task TryAllAsync(Delivery delivery, bool wasHeld, CancellationToken cancellationToken)
    {
        var message = new Message(delivery.Event.Compose(), time.GetUtcNow());
        for (var tries = 0; ; tries++)
        {
            var state = await TryAsync(delivery, message, tries, cancellationToken);
            if (!wasHeld && tries == 0)
            {
                ReleaseHeld();
            }

            delivery.EndFirstTry();
            if (state != WebhookState.WaitingToRetry)
            {
                return;
            }

            await Task.Delay(RetryWaits[tries] * faults.Settings.RetryScale, time, cancellationToken);
            message = faults.Settings.RetryKeepsSignature ? message : message with { SignedAt = time.GetUtcNow() };
        }
    }

    private async Task<WebhookState> TryAsync(Delivery delivery, Message message, int tries, CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        var (status, failure, answer) = await PostAsync(delivery.Event, message, cancellationToken);
        var again = (status is null or >= 500) && delivery.Event.Retry && tries < RetryWaits.Length;
        var state = status switch
        {
            >= 200 and < 300 => WebhookState.Delivered,
            >= 300 and < 500 => WebhookState.Refused,
            _ => again ? WebhookState.WaitingToRetry : WebhookState.Lost,
        };
        var attempt = new WebhookAttempt
        {
            At = sentAt,
            Status = status,
            Failure = failure,
            DurationMs = (long)time.GetElapsedTime(started).TotalMilliseconds,
        };
        Update(delivery, delivery.Snapshot with
        {
            State = state,
            Body = message.Body,
            Answer = answer,
            Attempts = [.. delivery.Snapshot.Attempts, attempt],
        });
        LogAttempt(delivery.Event.Name, tries + 1, status, failure);
        return state;
    }

    private async Task<(int? Status, string? Failure, string? Answer)> PostAsync(
        OutgoingEvent outgoing, Message message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = Request(outgoing, message);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, null, await ReadAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (null, "timeout", null);
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.HttpRequestError.ToString(), null);
        }
        catch (IOException)
        {
            return (null, nameof(HttpRequestError.ResponseEnded), null);
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[AnswerLimit];
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    private HttpRequestMessage Request(OutgoingEvent outgoing, Message message)
    {
        var timestamp = message.SignedAt.ToUnixTimeSeconds();
        if (outgoing.Signature == WebhookSignature.Old)
        {
            timestamp -= (long)outgoing.Age.TotalSeconds;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, outgoing.Url)
        {
            Version = HttpVersion.Version11,
            Content = new StringContent(message.Body, Encoding.UTF8, "application/json"),
        };
        var headers = request.Headers;
        headers.UserAgent.ParseAdd("Zoom Marketplace/1.0a");
        headers.AcceptEncoding.ParseAdd("gzip");
        headers.TryAddWithoutValidation("authorization", ZoomIds.Random(16));
        headers.Add("x-zm-request-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        headers.Add("x-zm-request-id", $"{Guid.NewGuid():D}");
        headers.Add("x-zm-trackingid", $"v=2.0;clid=aw1;rid=WEB_{Guid.NewGuid():N}");
        headers.Add("traceparent", $"00-{Guid.NewGuid():N}-{Guid.NewGuid().ToString("N")[..16]}-00");
        if (outgoing.Signature != WebhookSignature.Missing)
        {
            var secret = outgoing.Signature == WebhookSignature.Forged ? "not-the-secret"
                : outgoing.IsOrganizations ? options.ZoomS2sWebhookSecret : options.ZoomWebhookSecret;
            headers.Add("x-zm-signature", ZoomSignature.Sign(secret, timestamp, message.Body));
        }

        return request;
    }

    private void ReleaseHeld()
    {
        List<TaskCompletionSource> held;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
        }

        held.ForEach(released => released.TrySetResult());
    }

    private void Update(Delivery delivery, WebhookDelivery snapshot)
    {
        lock (_gate)
        {
            delivery.Snapshot = snapshot;
        }

        events.Changed("zoom");
    }

    [LoggerMessage(LogLevel.Information, "Webhook {Event}, try {Try}: {Status} {Failure}")]
    private partial void LogAttempt(string @event, int @try, int? status, string? failure);

    private sealed record Message(string Body, DateTimeOffset SignedAt);

    private sealed class Delivery(int id, OutgoingEvent outgoing, DateTimeOffset createdAt)
    {
        private readonly TaskCompletionSource<WebhookDelivery> _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OutgoingEvent Event => outgoing;

        public Task<WebhookDelivery> FirstTry => _firstTry.Task;

        public WebhookDelivery Snapshot { get; set; } = new()
        {
            Id = id,
            Event = outgoing.Name,
            MeetingUuid = outgoing.MeetingUuid,
            Url = outgoing.Url,
            IsOrganizations = outgoing.IsOrganizations,
            State = WebhookState.Pending,
            CreatedAt = createdAt,
            Attempts = [],
        };

        public void EndFirstTry() => _firstTry.TrySetResult(Snapshot);
    }
}
