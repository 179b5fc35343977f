using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Abstractions;
using ZoomAspire.Simulator.Page;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Simulator;

/// <summary>
/// The running simulator: one process with four loopback listeners (page and control API, Zoom, Zoom's download servers,
/// Telegram). Disposing it closes them and removes everything it stored.
/// </summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly List<WebApplication> _listeners = [];
    private readonly ILoggerFactory _logging;
    private readonly SimulatorAddresses _addresses = new();
    private bool _disposed;

    private SimulatorHost(SimulatorOptions options, TimeProvider time, ILoggerFactory logging)
    {
        _logging = logging;
        Events = new SimulatorEvents();
        Zoom = new ZoomSimulator(options, _addresses, Events, time, logging);
        Telegram = new TelegramSimulator(options, _addresses, Events, time);
    }

    /// <summary>Address of the page and of the control API.</summary>
    public Uri PageAddress => _addresses.Page;

    /// <summary>Address of the simulated zoom.us and api.zoom.us (ZOOM_OAUTH_BASE_URL, ZOOM_API_BASE_URL).</summary>
    public Uri ZoomAddress => _addresses.Zoom;

    /// <summary>Address of the simulated download servers (an entry of ZOOM_DOWNLOAD_HOSTS).</summary>
    public Uri DownloadAddress => _addresses.Download;

    /// <summary>Address of the simulated Bot API and t.me (TELEGRAM_API_BASE_URL, TELEGRAM_LINK_BASE_URL).</summary>
    public Uri TelegramAddress => _addresses.Telegram;

    /// <summary>The simulated Zoom, for use inside the process.</summary>
    public ZoomSimulator Zoom { get; }

    /// <summary>The simulated Telegram, for use inside the process.</summary>
    public TelegramSimulator Telegram { get; }

    /// <summary>Tells of every change of state.</summary>
    public SimulatorEvents Events { get; }

    /// <summary>Opens the four listeners with the system's clock and without logs.</summary>
    /// <param name="options">Settings; validated here.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);

    /// <summary>Opens the four listeners.</summary>
    /// <param name="options">Settings; validated here.</param>
    /// <param name="time">The clock of both simulated services.</param>
    /// <param name="logging">Where the simulator logs; stays the caller's.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(
        SimulatorOptions options, TimeProvider time, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        options.Validate();
        var host = new SimulatorHost(options, time, logging);
        try
        {
            await host.OpenAsync(options, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        Telegram.Dispose();
        await Zoom.DisposeAsync();
    }

    private async Task OpenAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        _addresses.Download = await ListenAsync(
            options.DownloadPort, app => ZoomEndpoints.MapDownloads(app, Zoom), cancellationToken);
        _addresses.Zoom = await ListenAsync(
            options.ZoomPort, app => ZoomEndpoints.MapZoom(app, Zoom), cancellationToken);
        _addresses.Telegram = await ListenAsync(
            options.TelegramPort, app => TelegramEndpoints.MapTelegram(app, Telegram), cancellationToken);
        _addresses.Page = await ListenAsync(options.PagePort, MapPage, cancellationToken);
    }

    private void MapPage(WebApplication app)
    {
        PageEndpoints.MapPage(app, Events);
        TelegramEndpoints.MapTelegramControl(app, Telegram);
        ZoomEndpoints.MapZoomControl(app, Zoom);
    }

    private async Task<Uri> ListenAsync(int port, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = null; // Each simulated service has its own limits and its own answers to excess.
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton(_logging);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });

        var app = builder.Build();
        _listeners.Add(app);
        map(app);
        await app.StartAsync(cancellationToken);
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>Signals belong to the process (Program.cs), not to each of its listeners.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
