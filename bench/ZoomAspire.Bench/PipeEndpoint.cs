using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bench;

/// <summary>
/// The least that can deliver: verify the signature, answer, fetch the file and send it on as it comes, a fixed number at once. Nothing is
/// written anywhere, so nothing outlives the process, and nothing is tried again.
/// </summary>
internal static class PipeEndpoint
{
    public const string Command = "--pipe";

    private const int AtOnce = 32;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{Setting("PORT")}");
        await using var app = builder.Build();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        using var turns = new SemaphoreSlim(AtOnce);
        var chats = JsonSerializer.Deserialize<Dictionary<string, long>>(await File.ReadAllTextAsync(Setting("CHATS_FILE"), cancellationToken))!;
        app.MapGet("/health", () => Results.Ok());
        app.MapPost("/webhooks/zoom", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            var bytes = body.ToArray();
            if (!WebhookSignature.IsValid(
                Setting("ZOOM_WEBHOOK_SECRET"),
                request.Headers["x-zm-request-timestamp"].ToString(),
                bytes,
                request.Headers["x-zm-signature"].ToString()))
            {
                return Results.Unauthorized();
            }

            _ = DeliverAsync(http, turns, chats, JsonNode.Parse(bytes)!, cancellationToken);
            return Results.Ok();
        });
        await app.RunAsync(cancellationToken);
        return 0;
    }

    private static async Task DeliverAsync(
        HttpClient http, SemaphoreSlim turns, Dictionary<string, long> chats, JsonNode webhook, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            await DeliverAsync(http, chats, webhook, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
        }
        finally
        {
            turns.Release();
        }
    }

    private static async Task DeliverAsync(
        HttpClient http, Dictionary<string, long> chats, JsonNode webhook, CancellationToken cancellationToken)
    {
        var meeting = webhook["payload"]!["object"]!;
        var file = meeting["recording_files"]!.AsArray().First(file => (string?)file!["recording_type"] == "audio_only")!;
        using var fetch = new HttpRequestMessage(HttpMethod.Get, (string)file["download_url"]!);
        fetch.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)webhook["download_token"]!);
        using var fetched = await http.SendAsync(fetch, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        fetched.EnsureSuccessStatusCode();
        using var audio = new StreamContent(await fetched.Content.ReadAsStreamAsync(cancellationToken), 128 * 1024);
        audio.Headers.ContentType = new MediaTypeHeaderValue("audio/mp4");
        using var form = new MultipartFormDataContent
        {
            { new StringContent($"{chats[(string)meeting["host_id"]!]}"), "chat_id" },
            { new StringContent((string)meeting["topic"]!), "caption" },
            { audio, "audio", "recording.m4a" },
        };
        using var sent = await http.PostAsync(
            new Uri($"{Setting("TELEGRAM_API_ROOT")}/bot{Setting("TELEGRAM_BOT_TOKEN")}/sendAudio"), form, cancellationToken);
        sent.EnsureSuccessStatusCode();
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
