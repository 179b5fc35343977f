using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Tests.Simulator;

/// <summary>A webhook as it arrived.</summary>
public sealed record ReceivedWebhook(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Event => (string)Json["event"]!;
}

/// <summary>Stands in for an app: takes in webhooks and answers as a test says.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedWebhook> _received = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<ReceivedWebhook> Received => [.. _received];

    /// <summary>The status and body of the answer; 200 without a body unless a test says otherwise.</summary>
    public Func<ReceivedWebhook, (int Status, string Body)> Answer { get; set; } = _ => (200, "");

    /// <summary>While true, requests wait for <see cref="Release"/>.</summary>
    public bool Hangs { get; set; }

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeInAsync);
        await app.StartAsync();
        return receiver;
    }

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeInAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var received = new ReceivedWebhook(
            context.Request.Path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        _received.Enqueue(received);
        if (Hangs)
        {
            await _released.Task;
        }

        var (status, body) = Answer(received);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
