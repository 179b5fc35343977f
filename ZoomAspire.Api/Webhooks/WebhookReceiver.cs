using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Api.Webhooks;

/// <summary>
/// Takes in Zoom's webhooks under Zoom's rules: an answer within 3 seconds, never a retry after a 4xx, three retries after a
/// 5xx (https://developers.zoom.us/docs/api/webhooks/). So 2xx only after the commit, 503 while the database is away.
/// </summary>
internal sealed partial class WebhookReceiver(
    WebhookEventHandlers handlers,
    IServiceProvider services,
    IOptions<ZoomWebhookOptions> options,
    IOptions<ZoomOrganizationOptions> organization,
    TimeProvider time,
    WebhookMetrics metrics,
    StoreMetrics stores,
    RefusalAudit refusals,
    ILogger<WebhookReceiver> logger)
{
    /// <summary>Name of the event that asks for proof that this address knows the secret token.</summary>
    public const string UrlValidation = "endpoint.url_validation";

    private const string Deauthorized = "app_deauthorized";

    // Inside Zoom's 3 seconds, with room for the way back.
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2.5);

    /// <summary>Handles one request.</summary>
    public async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await WebhookBody.ReadAsync(request, cancellationToken) is not { } body)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var isSigned = request.Headers.ContainsKey("x-zm-signature");
        var secret = isSigned ? FindSecret(request.Headers, body.Span) : null;
        if (isSigned && secret is null)
        {
            return await RefuseAsync(request, cancellationToken);
        }

        var envelope = WebhookEnvelope.TryParse(body);
        if (envelope is { Event: UrlValidation })
        {
            return AnswerUrlValidation(envelope.Payload, secret ?? options.Value.Secret);
        }

        if (!isSigned)
        {
            return await RefuseAsync(request, cancellationToken);
        }

        if (envelope is null)
        {
            return TypedResults.BadRequest();
        }

        envelope = envelope with { IsOrganizations = options.Value.IsOrganizations(secret!) };
        if (envelope.IsOrganizations && !MayTell(envelope))
        {
            metrics.Count(envelope.Event, nameof(WebhookOutcome.UnknownHost));
            LogNotItsOwn(envelope.Event);
            return TypedResults.Ok();
        }

        return await StoreAsync(envelope, cancellationToken);
    }

    // The organisation holds its app's secret, and could sign whatever it likes: it is heard about its own account, and not about who
    // has removed the other app.
    private bool MayTell(WebhookEnvelope envelope) =>
        envelope.Event != Deauthorized && organization.Value.IsConfigured &&
        envelope.AccountId == organization.Value.AccountId;

    // The secret that signed the request; null where none did, or too long ago.
    private string? FindSecret(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var timestamp = headers["x-zm-request-timestamp"].ToString();
        var secret = WebhookSignature.FindSecret(options.Value.Secrets, timestamp, body, headers["x-zm-signature"].ToString());
        return WebhookSignature.IsFresh(timestamp, time.GetUtcNow()) ? secret : null;
    }

    private async Task<StatusCodeHttpResult> RefuseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        metrics.CountSignatureFailure();
        LogRefused();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(StoreTimeout);
        await refusals.SignatureRefusedAsync(request.HttpContext.Connection.RemoteIpAddress, bounded.Token);
        return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
    }

    // With the secret that Zoom signed the question with: while it is being replaced that may still be the one before.
    private IResult AnswerUrlValidation(JsonElement payload, string secret)
    {
        var plainToken = payload.TryGetProperty("plainToken", out var token) && token.ValueKind == JsonValueKind.String ? token.GetString()! : "";
        if (!WebhookSignature.IsPlainToken(plainToken))
        {
            metrics.CountUrlValidationFailure();
            LogUrlValidationRefused();
            return TypedResults.BadRequest();
        }

        metrics.Count(UrlValidation, "answered");
        return TypedResults.Json(new UrlValidationAnswer(plainToken, WebhookSignature.EncryptToken(secret, plainToken)));
    }

    private async Task<IResult> StoreAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(StoreTimeout);
        try
        {
            var outcome = handlers.Find(envelope.Event, services) is { } handler
                ? await handler.TakeInAsync(envelope, bounded.Token)
                : WebhookOutcome.Ignored;
            metrics.Count(envelope.Event, outcome.ToString());
            LogTakenIn(envelope.Event, outcome);
            return outcome == WebhookOutcome.Malformed ? TypedResults.BadRequest() : TypedResults.Ok();
        }
        catch (Exception exception) when (exception is OperationCanceledException || DatabaseErrors.IsFailure(exception))
        {
            metrics.Count(envelope.Event, "unavailable");
            stores.Failed(exception);
            LogUnavailable(envelope.Event, exception.GetType().Name);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(LogLevel.Information, "Webhook {Event}: {Outcome}")]
    private partial void LogTakenIn(string @event, WebhookOutcome outcome);

    [LoggerMessage(LogLevel.Warning, "A webhook was refused: its signature is missing or wrong, or it is too old")]
    private partial void LogRefused();

    [LoggerMessage(LogLevel.Warning, "Webhook {Event} was signed by the organisation's app, but is not about its account: it is ignored")]
    private partial void LogNotItsOwn(string @event);

    [LoggerMessage(LogLevel.Warning, "A URL validation was refused: its token is not one that may be signed")]
    private partial void LogUrlValidationRefused();

    [LoggerMessage(LogLevel.Error, "Webhook {Event} could not be stored ({Error}); Zoom will send it again")]
    private partial void LogUnavailable(string @event, string error);

    private sealed record UrlValidationAnswer(string PlainToken, string EncryptedToken);
}
