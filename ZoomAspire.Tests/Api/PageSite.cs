using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Tests.Api;

/// <summary>One result on a port, for a browser to look at.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageSite(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<PageSite> StartAsync(IResult page)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => page);
        await app.StartAsync();
        return new PageSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
