using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.ApplicationModel
{
    public class DistributedApplicationModel(IResourceCollection resources)
    {
        public IResourceCollection Resources { get; } = resources;
    }
}

namespace Aspire.Hosting
{
    /// <summary>The running model: a host whose one hosted service starts and stops the processes.</summary>
    public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
    {
        public IServiceProvider Services => host.Services;

        public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

        public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

        public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

        public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

        public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) =>
            new DistributedApplicationBuilder(options);

        public virtual Task StartAsync(CancellationToken cancellationToken = default) => host.StartAsync(cancellationToken);

        public virtual Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

        public virtual async Task RunAsync(CancellationToken cancellationToken = default)
        {
            await StartAsync(cancellationToken);
            await this.WaitForShutdownAsync(cancellationToken);
        }

        public void Run() => RunAsync().GetAwaiter().GetResult();

        public virtual void Dispose()
        {
            host.Dispose();
            GC.SuppressFinalize(this);
        }

        public virtual async ValueTask DisposeAsync()
        {
            // An application that was never stopped still has processes.
            await host.StopAsync();
            if (host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }

            GC.SuppressFinalize(this);
        }
    }
}
