using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bench;

/// <summary>The least that an endpoint for webhooks can do: read the body, verify the signature, answer.</summary>
internal static class BareEndpoint
{
    public const string Command = "--bare";

    public static async Task<int> RunAsync(string port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapPost("/webhooks/zoom", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            return WebhookSignature.IsValid(
                SignedWebhooks.Secret,
                request.Headers["x-zm-request-timestamp"].ToString(),
                body.GetBuffer().AsSpan(0, (int)body.Length),
                request.Headers["x-zm-signature"].ToString())
                ? Results.Ok()
                : Results.Unauthorized();
        });
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
