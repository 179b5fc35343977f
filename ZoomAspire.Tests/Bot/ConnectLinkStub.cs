using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Tests.Bot;

/// <summary>The API as far as the bot calls it: <c>GET /zoom/connect</c>.</summary>
internal sealed class ConnectLinkStub : IAsyncDisposable
{
    public const string Link = "https://zoom.example/oauth/authorize?state=abc";

    private readonly WebApplication _app;

    private ConnectLinkStub(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public List<(string Authorization, string Query)> Calls { get; } = [];

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public static async Task<ConnectLinkStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new ConnectLinkStub(app);
        app.MapGet("/zoom/connect", stub.Answer);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Answer(HttpRequest request)
    {
        Calls.Add((request.Headers.Authorization.ToString(), request.QueryString.Value ?? ""));
        return Status == StatusCodes.Status200OK ? Results.Json(new { authorize_url = Link }) : Results.StatusCode(Status);
    }
}
