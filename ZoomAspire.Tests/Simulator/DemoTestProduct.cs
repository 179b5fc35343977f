using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Simulator;

/// <summary>What a product may do wrong for the demo to notice.</summary>
public enum Mistake
{
    None,
    SendsTwice,
    SendsOtherBytes,
    LeavesTheAnnouncement,
    ForgetsTheTopic,
    SendsNoAudio,
    CallsWrongly,
}

/// <summary>
/// The least that can pass for the product in front of the demo: it keeps nothing and checks nothing, for one user at a time.
/// </summary>
public sealed class DemoTestProduct : IAsyncDisposable
{
    private readonly Mistake _mistake;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _stop = new();
    private SimulatorHost _simulator = null!;
    private Task _polling = Task.CompletedTask;
    private long _chatId;
    private string _zoomUser = "";

    private DemoTestProduct(Mistake mistake)
    {
        _mistake = mistake;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/zoom/callback", (string code) => CallbackAsync(code));
        _app.MapPost("/webhooks/zoom", (JsonObject body) => WebhookAsync(body));
    }

    public SimulatorHost Simulator => _simulator;

    private Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private SimulatorOptions Options { get; } = new() { PagePort = 0, ZoomPort = 0, DownloadPort = 0, TelegramPort = 0 };

    public static async Task<DemoTestProduct> StartAsync(Mistake mistake)
    {
        var product = new DemoTestProduct(mistake);
        await product._app.StartAsync();
        product.Options.ZoomRedirect = new Uri(product.Address, "zoom/callback");
        product.Options.WebhookUrl = new Uri(product.Address, "webhooks/zoom");
        product._simulator = await SimulatorHost.StartAsync(product.Options, CancellationToken.None);
        product._polling = product.PollAsync();
        return product;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        await _simulator.DisposeAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task PollAsync()
    {
        var offset = 0;
        try
        {
            while (true)
            {
                var updates = await CallAsync("getUpdates", new { offset, timeout = 20 });
                foreach (var update in updates["result"]!.AsArray())
                {
                    offset = (int)update!["update_id"]! + 1;
                    await AnswerAsync(update["message"]);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(JsonNode? message)
    {
        _chatId = (long?)message?["chat"]?["id"] ?? _chatId;
        switch ((string?)message?["text"])
        {
            case "/connect":
                var url = $"{_simulator.ZoomAddress}oauth/authorize?response_type=code&client_id={Options.ZoomClientId}"
                    + $"&redirect_uri={Uri.EscapeDataString(Options.ZoomRedirect.OriginalString)}";
                await CallAsync("sendMessage", new
                {
                    chat_id = _chatId,
                    text = "Connect",
                    reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Connect Zoom", url } } } },
                });
                break;
            case { } text when text.StartsWith("/start c_", StringComparison.Ordinal):
                await CallAsync("sendMessage", new { chat_id = _chatId, text = $"Connected: {_zoomUser}" });
                break;
            default:
                break;
        }
    }

    private async Task<IResult> CallbackAsync(string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_simulator.ZoomAddress, "oauth/token"))
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Options.ZoomRedirect.OriginalString),
            ]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Options.ZoomClientId}:{Options.ZoomClientSecret}")));
        using var granted = await _http.SendAsync(request, _stop.Token);
        var token = (string)(await granted.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
        var profile = await DownloadAsync(new Uri(_simulator.ZoomAddress, "v2/users/me"), token);
        _zoomUser = (string)JsonNode.Parse(profile)!["email"]!;
        return Results.Content(
            $"<title>Finish</title><a href=\"{_simulator.TelegramAddress}{TelegramSimulator.BotUsername}?start=c_1\">Finish</a>", "text/html");
    }

    private async Task<IResult> WebhookAsync(JsonObject body)
    {
        if ((string?)body["event"] == "recording.completed")
        {
            var recording = body["payload"]!["object"]!;
            var file = recording["recording_files"]!.AsArray().Single(file => (string?)file!["recording_type"] == "audio_only")!;
            var audio = await DownloadAsync(new Uri((string)file["download_url"]!), (string)body["download_token"]!);
            await DeliverAsync((string)recording["topic"]!, _mistake == Mistake.SendsOtherBytes ? audio[1..] : audio);
        }

        return Results.Ok();
    }

    private async Task DeliverAsync(string topic, byte[] audio)
    {
        var caption = _mistake == Mistake.ForgetsTheTopic ? "A meeting" : topic;
        var announcement = await CallAsync("sendMessage", new { chat_id = _chatId, text = $"🎙 {topic}" });
        var id = (int)announcement["result"]!["message_id"]!;
        if (_mistake == Mistake.LeavesTheAnnouncement)
        {
            id = (int)(await CallAsync("sendMessage", new { chat_id = _chatId, text = "again" }))["result"]!["message_id"]!;
        }

        if (_mistake == Mistake.SendsNoAudio)
        {
            return;
        }

        await ToAudioAsync(id, caption, audio);
        if (_mistake == Mistake.SendsTwice)
        {
            await ToAudioAsync((int)(await CallAsync("sendMessage", new { chat_id = _chatId, text = "x" }))["result"]!["message_id"]!, caption, audio);
        }

        if (_mistake == Mistake.CallsWrongly)
        {
            await CallAsync("sendMessage", new { chat_id = _chatId, message = "x" });
        }
    }

    private async Task ToAudioAsync(int messageId, string caption, byte[] audio)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent($"{_chatId}"), "chat_id" },
            { new StringContent($"{messageId}"), "message_id" },
            { new StringContent(new JsonObject { ["type"] = "audio", ["media"] = "attach://a", ["caption"] = caption }.ToJsonString()), "media" },
            { new ByteArrayContent(audio), "a", "audio.m4a" },
        };
        using var response = await _http.PostAsync(Method("editMessageMedia"), form, _stop.Token);
    }

    private async Task<byte[]> DownloadAsync(Uri address, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, _stop.Token);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(_stop.Token);
    }

    private async Task<JsonObject> CallAsync(string method, object parameters)
    {
        using var response = await _http.PostAsJsonAsync(Method(method), parameters, _stop.Token);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(_stop.Token))!;
    }

    private Uri Method(string method) => new($"{_simulator.TelegramAddress}bot{Options.TelegramBotToken}/{method}");
}
