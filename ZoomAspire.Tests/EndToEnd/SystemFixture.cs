using Aspire.Hosting;
using Aspire.Hosting.Testing;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.EndToEnd;

/// <summary>
/// The whole system as the AppHost wires it: its own Postgres, Redis and S3 store as local processes, api, worker, bot and
/// simulator, on ports of its own.
/// </summary>
public sealed class SystemFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Not one of the private temporary directories: run as root, the database server becomes nobody and must get in.
    private readonly string _data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"zoomaspire-{Path.GetRandomFileName()}")).FullName;
    private DistributedApplication? _app;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The system has not been started.");

    public Uri Page => App.GetEndpoint("simulator", "page");

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ZoomAspire_AppHost>(
            [
                .. TestSettings.Unset, $"--DATA_DIR={_data}", "--STORES=processes", "--API_PORT=0",
                "--SIM_PAGE_PORT=0", "--SIM_ZOOM_PORT=0", "--SIM_DOWNLOAD_PORT=0", "--SIM_TELEGRAM_PORT=0",
                // The test run's own servers are for the other tests.
                "--ConnectionStrings:zoomaspire=", "--ConnectionStrings:redis=", "--ConnectionStrings:media=",
            ],
            patience.Token);
        _app = await builder.BuildAsync(patience.Token);
        await _app.StartAsync(patience.Token);
        foreach (var resource in (string[])["api", "worker", "bot", "simulator"])
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
        }
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            using var patience = new CancellationTokenSource(Patience);
            await _app.StopAsync(patience.Token);
            await _app.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }
}
