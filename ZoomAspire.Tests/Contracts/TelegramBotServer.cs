using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Telegram.Bot;

namespace ZoomAspire.Tests.Contracts;

/// <summary>
/// A Bot API server of one test: it notes what comes over the wire and answers as the test says. It knows nothing of the
/// client, so that the same tests hold for the real package and for its stand-in.
/// </summary>
internal sealed class TelegramBotServer : IAsyncDisposable
{
    public const string Secret = "contract-test-secret";
    public const string Token = "123456:" + Secret;
    public const string SentMessage =
        """
        {"message_id":77,"date":1763600000,"chat":{"id":42,"type":"private","first_name":"Ann"}}
        """;

    private readonly WebApplication _app;

    private TelegramBotServer(WebApplication app) => _app = app;

    public List<TelegramBotCall> Calls { get; } = [];

    private string Address => _app.Urls.Single();

    /// <summary>Answers every call with this result.</summary>
    public static Task<TelegramBotServer> Returning(string result) => Answering(_ => Ok(result));

    /// <summary>Answers each call, once it has been read whole, as the function says.</summary>
    public static async Task<TelegramBotServer> Answering(Func<TelegramBotCall, TelegramBotAnswer> answer)
    {
        TelegramBotServer? server = null;
        server = await Handling(async context =>
        {
            var call = await TelegramBotCall.Read(context.Request);
            server!.Calls.Add(call);
            await answer(call).Write(context.Response);
        });
        return server;
    }

    /// <summary>Leaves request and response to the test.</summary>
    public static async Task<TelegramBotServer> Handling(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return new TelegramBotServer(app);
    }

    public static TelegramBotAnswer Ok(string result) => new(200, $$"""{"ok":true,"result":{{result}}}""");

    public static TelegramBotAnswer Error(int code, string description, string parameters = "{}") => new(
        code, $$"""{"ok":false,"error_code":{{code}},"description":"{{description}}","parameters":{{parameters}} }""");

    public ITelegramBotClient Client(
        int? retryCount = null, HttpClient? httpClient = null, CancellationToken cancellationToken = default)
    {
        var options = new TelegramBotClientOptions(Token, Address);
        options.RetryCount = retryCount ?? options.RetryCount;
        return new TelegramBotClient(options, httpClient, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>What the server answers.</summary>
internal sealed record TelegramBotAnswer(int Status, string Body, string ContentType = "application/json")
{
    public async Task Write(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        await response.WriteAsync(Body);
    }
}
