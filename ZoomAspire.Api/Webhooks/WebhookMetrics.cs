using System.Diagnostics.Metrics;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Webhooks;

/// <summary>Counts webhooks. The event label is bounded: names that we do not know count as <c>other</c>.</summary>
internal sealed class WebhookMetrics
{
    private readonly WebhookEventHandlers _handlers;
    private readonly Counter<long> _webhooks;
    private readonly Counter<long> _signatureFailures;
    private readonly Counter<long> _urlValidationFailures;

    public WebhookMetrics(IMeterFactory meters, WebhookEventHandlers handlers)
    {
        _handlers = handlers;
        var meter = meters.Create("ZoomAspire");
        _webhooks = meter.CreateCounter<long>("zoomaspire.webhooks", "{event}", "Webhooks taken in, by event and outcome");
        _signatureFailures = meter.CreateCounter<long>("zoomaspire.webhooks.signature_failures", "{request}", "Webhooks whose signature or age was refused");
        _urlValidationFailures = meter.CreateCounter<long>("zoomaspire.webhooks.crc_failures", "{request}", "URL validations that were refused");
    }

    public void Count(string eventName, string outcome) =>
        _webhooks.Add(1, new("event", IsKnown(eventName) ? eventName : "other"), new("outcome", outcome));

    public void CountSignatureFailure() => _signatureFailures.Add(1);

    public void CountUrlValidationFailure() => _urlValidationFailures.Add(1);

    private bool IsKnown(string eventName) => eventName == WebhookReceiver.UrlValidation || _handlers.IsKnown(eventName);
}
