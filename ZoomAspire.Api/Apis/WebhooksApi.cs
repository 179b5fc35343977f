using ZoomAspire.Api.Webhooks;

namespace ZoomAspire.Api.Apis;

/// <summary>Where Zoom sends its events.</summary>
internal static class WebhooksApi
{
    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapGroup("/webhooks/zoom").WithTags("Webhooks").DisableRateLimiting();

        webhooks.MapPost("/", ReceiveAsync)
            .WithName("ReceiveZoomWebhook")
            .WithSummary("Takes in an event of Zoom's, or answers its URL validation")
            .WithDescription("The body must be signed by the app's secret token (x-zm-signature over the raw bytes).")
            .ProducesWebhookAnswers();
        webhooks.MapPost("/deauth", ReceiveAsync)
            .WithName("ReceiveZoomDeauthorization")
            .WithSummary("Takes in a deauthorisation of the app")
            .WithDescription("Zoom configures this address apart; every event is accepted here as well.")
            .ProducesWebhookAnswers();
        return app;
    }

    private static Task<IResult> ReceiveAsync(HttpRequest request, WebhookReceiver receiver, CancellationToken cancellationToken) =>
        receiver.ReceiveAsync(request, cancellationToken);

    private static RouteHandlerBuilder ProducesWebhookAnswers(this RouteHandlerBuilder endpoint) => endpoint
        .Produces(StatusCodes.Status200OK)
        .Produces(StatusCodes.Status400BadRequest)
        .Produces(StatusCodes.Status401Unauthorized)
        .Produces(StatusCodes.Status413PayloadTooLarge)
        .Produces(StatusCodes.Status503ServiceUnavailable);
}
