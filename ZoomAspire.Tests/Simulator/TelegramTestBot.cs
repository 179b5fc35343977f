using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ZoomAspire.Simulator;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Simulator;

/// <summary>A simulator of its own with a user who has met the bot, and a plain HTTP client that plays the bot.</summary>
public sealed class TelegramTestBot : IAsyncDisposable
{
    private readonly SimulatorHost _host;
    private readonly HttpClient _http = new();

    private TelegramTestBot(SimulatorHost host, ManualTimeProvider clock)
    {
        _host = host;
        Clock = clock;
        Control = new HttpClient { BaseAddress = new Uri(host.PageAddress, "sim/telegram/") };
        UserId = host.Telegram.CreateUser("Berta").Id;
        host.Telegram.Start(UserId);
    }

    public TelegramSimulator Telegram => _host.Telegram;

    public SimulatorHost Host => _host;

    public ManualTimeProvider Clock { get; }

    /// <summary>A client of the control API.</summary>
    public HttpClient Control { get; }

    public long UserId { get; }

    public IReadOnlyList<MessageView> BotMessages => [.. Telegram.Messages(UserId).Where(message => message.FromBot)];

    public static string Token => Options.TelegramBotToken;

    public Uri BotAddress => new($"{_host.TelegramAddress}bot{Options.TelegramBotToken}/");

    private static SimulatorOptions Options { get; } = new()
    {
        PagePort = 0, ZoomPort = 0, DownloadPort = 0, TelegramPort = 0,
    };

    public static async Task<TelegramTestBot> StartAsync()
    {
        var clock = new ManualTimeProvider();
        var host = await SimulatorHost.StartAsync(
            Options, clock, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, CancellationToken.None);
        return new TelegramTestBot(host, clock);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Control.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>Calls a method with a JSON body.</summary>
    public async Task<Answer> CallAsync(string method, object parameters, CancellationToken cancellationToken = default)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(BotAddress, method), parameters, cancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends any request to the Bot API.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Calls a method with a multipart body.</summary>
    public async Task<Answer> UploadAsync(string method, string part, byte[] content, string fileName, params (string Name, string Value)[] fields)
    {
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            body.Add(new StringContent(value), name);
        }

        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/mp4");
        body.Add(file, part, fileName);
        using var response = await _http.PostAsync(new Uri(BotAddress, method), body);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> SendTextAsync(string text, object? markup = null) =>
        CallAsync("sendMessage", markup is null
            ? new { chat_id = UserId, text, parse_mode = "HTML" }
            : new { chat_id = UserId, text, parse_mode = "HTML", reply_markup = markup });

    public Task<Answer> SendAudioAsync(byte[] content, string caption = "") =>
        UploadAsync("sendAudio", "audio", content, "meeting.m4a", ("chat_id", $"{UserId}"), ("caption", caption), ("duration", "75"));

    public Task<byte[]> GetBytesAsync(Uri address) => _http.GetByteArrayAsync(address);

    /// <summary>An answer of the Bot API.</summary>
    public sealed record Answer(HttpStatusCode Status, JsonNode? Body, string Text, HttpResponseHeaders Headers)
    {
        public JsonNode Result => Body?["result"] ?? throw new InvalidOperationException($"{(int)Status}: {Text}");

        public string Description => (string?)Body?["description"] ?? throw new InvalidOperationException(Text);

        public int MessageId => (int)Result["message_id"]!;

        public static async Task<Answer> ReadAsync(HttpResponseMessage response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
            return new Answer(response.StatusCode, isJson ? JsonNode.Parse(text) : null, text, response.Headers);
        }
    }
}
