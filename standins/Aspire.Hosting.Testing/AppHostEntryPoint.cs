using System.Reflection;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An AppHost's own entry point on a thread of the test. It pauses where it builds the application, until the test has changed
/// the model, and where it starts it, until the test does.
/// </summary>
internal sealed class AppHostEntryPoint(Assembly assembly, string[] args) : EntryPointHook
{
    /// <summary>A test never meets the ports of a running system.</summary>
    public static readonly Dictionary<string, string?> TestSettings = new() { ["DcpPublisher:RandomizePorts"] = "true" };

    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _build = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _app = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Run) { IsBackground = true, Name = "AppHost" }.Start();
        return _builder.Task.WaitAsync(cancellationToken);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _build.TrySetResult();
        return _app.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The test goes away without building: so does the entry point.</summary>
    public void Abandon() => _build.TrySetCanceled();

    public override void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.AssemblyName = assembly.GetName().Name;
        options.DisableDashboard = true;
        settings.EnvironmentName = Environments.Development;
        settings.Configuration!.AddInMemoryCollection(TestSettings);
    }

    public override void Building(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _build.Task.GetAwaiter().GetResult();
    }

    public override DistributedApplication Built(DistributedApplication app)
    {
        _app.TrySetResult(new TestApplication(app, this));
        return new EntryPointApplication(app, this);
    }

    private void Run()
    {
        Current = this;
        try
        {
            var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
            var code = main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
            Fail(new InvalidOperationException($"The AppHost ended with exit code {code ?? 0} before the application was started."));
        }
        catch (TargetInvocationException exception)
        {
            Fail(exception.InnerException ?? exception);
        }
        catch (InvalidOperationException exception)
        {
            Fail(exception);
        }
        finally
        {
            _exited.TrySetResult();
        }
    }

    private void Fail(Exception exception)
    {
        _builder.TrySetException(exception);
        _app.TrySetException(exception);
        _started.TrySetException(exception);
    }

    /// <summary>What the entry point holds: its start waits for the test's.</summary>
    private sealed class EntryPointApplication(DistributedApplication app, AppHostEntryPoint entryPoint) : DistributedApplication(app)
    {
        public override async Task StartAsync(CancellationToken cancellationToken = default)
        {
            await entryPoint._start.Task.WaitAsync(cancellationToken);
            try
            {
                await app.StartAsync(cancellationToken);
                entryPoint._started.TrySetResult();
            }
            catch (Exception exception)
            {
                entryPoint._started.TrySetException(exception);
                throw;
            }
        }
    }

    /// <summary>What the test holds.</summary>
    private sealed class TestApplication(DistributedApplication app, AppHostEntryPoint entryPoint) : DistributedApplication(app)
    {
        public override Task StartAsync(CancellationToken cancellationToken = default)
        {
            entryPoint._start.TrySetResult();
            return entryPoint._started.Task.WaitAsync(cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            entryPoint._start.TrySetCanceled();
            if (entryPoint._started.Task.IsCompletedSuccessfully)
            {
                await app.StopAsync();
            }

            await entryPoint._exited.Task.WaitAsync(ExitPatience);
            await base.DisposeAsync();
        }
    }
}
