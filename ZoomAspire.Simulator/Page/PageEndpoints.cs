using System.Runtime.CompilerServices;
using Microsoft.Extensions.FileProviders;

namespace ZoomAspire.Simulator.Page;

/// <summary>The page that a person looks at, and the stream that keeps it current.</summary>
public static class PageEndpoints
{
    /// <summary>Maps the page's files, <c>GET /sim/events</c> and <c>GET /health</c>.</summary>
    /// <param name="app">The page listener.</param>
    /// <param name="events">What the stream tells.</param>
    public static void MapPage(WebApplication app, SimulatorEvents events)
    {
        var files = new EmbeddedFileProvider(typeof(PageEndpoints).Assembly, "ZoomAspire.Simulator.wwwroot");
        app.UseFileServer(new FileServerOptions { FileProvider = files });
        app.UseRouting();
        app.MapGet("/health", () => TypedResults.Text("Healthy"));
        app.MapGet("/sim/events", (CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(WatchAsync(events, cancellationToken), eventType: "changed"));
    }

    /// <summary>What has changed, beginning with everything: a page that connects again has missed something.</summary>
    private static async IAsyncEnumerable<string> WatchAsync(
        SimulatorEvents events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watcher = events.Watch();
        yield return "all";
        while (true)
        {
            yield return await watcher.NextAsync(cancellationToken);
        }
    }
}
