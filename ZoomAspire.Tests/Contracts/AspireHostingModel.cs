using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace ZoomAspire.Tests.Contracts;

/// <summary>A small model of executables for one test, started on demand and taken down with the test.</summary>
internal sealed class AspireHostingModel : IAsyncDisposable
{
    private DistributedApplication? _app;

    public IDistributedApplicationTestingBuilder Builder { get; } = DistributedApplicationTestingBuilder.Create();

    /// <summary>A directory of this test's own.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("zoomaspire-model-").FullName;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The model was not started.");

    public CancellationToken Patience { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    /// <summary>Adds a resource that runs a line of shell in this test's directory.</summary>
    public IResourceBuilder<ExecutableResource> AddShell(string name, string line) =>
        Builder.AddExecutable(name, "bash", Directory, "-c", line);

    public async Task StartAsync()
    {
        _app = await Builder.BuildAsync(Patience);
        await _app.StartAsync(Patience);
    }

    public Task<string> EndOfAsync(string resource) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, Patience);

    public Task RunningAsync(string resource) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.Running, Patience);

    public string? StateOf(string resource) =>
        App.ResourceNotifications.TryGetCurrentState(resource, out var known) ? known.Snapshot.State?.Text : null;

    public string[] Lines(string file) =>
        File.Exists(Path.Combine(Directory, file)) ? File.ReadAllLines(Path.Combine(Directory, file)) : [];

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await Builder.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
