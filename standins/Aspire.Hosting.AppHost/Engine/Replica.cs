using System.Collections.Immutable;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Engine;

/// <summary>One process of a resource, through all its states: waiting, starting, running, ended, and perhaps started again.</summary>
internal sealed class Replica(
    IResource resource,
    string id,
    IReadOnlyDictionary<EndpointAnnotation, int> ports,
    ResourceNotificationService notifications,
    HealthCheckService health,
    ConsoleLog log) : IDisposable
{
    // How often a healthy resource is asked; a starting one is asked more often at first.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _transition = new(1, 1);
    private ChildProcess? _process;
    private CancellationTokenSource? _watching;

    public IResource Resource => resource;

    public string Id => id;

    /// <summary>The port on which this process listens, by endpoint.</summary>
    public IReadOnlyDictionary<EndpointAnnotation, int> Ports => ports;

    public async Task StartAsync(Func<Replica, CancellationToken, Task<LaunchPlan>> plan, CancellationToken cancellationToken)
    {
        await _transition.WaitAsync(cancellationToken);
        try
        {
            if (_process is { Exited.IsCompleted: false })
            {
                return;
            }

            await WaitForDependenciesAsync(cancellationToken);
            await PublishAsync(KnownResourceStates.Starting);
            var launch = await plan(this, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            _process = ChildProcess.Start(
                launch.Command, launch.Arguments, launch.WorkingDirectory, launch.Environment, line => log.Write(id, line));
            _watching = new CancellationTokenSource();
            await RunningAsync();
            _ = WatchHealthAsync(_watching.Token);
            _ = WatchExitAsync(_process, _watching);
        }
        catch (OperationCanceledException)
        {
            await PublishAsync(KnownResourceStates.NotStarted);
        }
        catch (Exception e)
        {
            // Whatever a callback of the model threw: this resource does not start, the others go on.
            log.Write($"{id} does not start: {e.Message}");
            await PublishAsync(KnownResourceStates.FailedToStart);
        }
        finally
        {
            _transition.Release();
        }
    }

    public async Task StopAsync()
    {
        await _transition.WaitAsync();
        try
        {
            if (_process is { Exited.IsCompleted: false } process)
            {
                await _watching!.CancelAsync();
                await PublishAsync(KnownResourceStates.Stopping);
                await process.StopAsync();
            }
        }
        finally
        {
            _transition.Release();
        }
    }

    public void Dispose()
    {
        _transition.Dispose();
        _watching?.Dispose();
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().Where(static w => w.Resource is not IResourceWithoutLifetime).ToArray();
        if (waits.Length > 0)
        {
            await PublishAsync(KnownResourceStates.Waiting);
            await Task.WhenAll(waits.Select(w => WaitAsync(w, cancellationToken)));
        }
    }

    private async Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var dependency = wait.Resource.Name;
        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await notifications.WaitForResourceHealthyAsync(
                dependency, wait.WaitBehavior ?? WaitBehavior.StopOnResourceUnavailable, cancellationToken);
            return;
        }

        var completion = wait.WaitType == WaitType.WaitForCompletion;
        var reached = await notifications.WaitForResourceAsync(
            dependency,
            e => ResourceNotificationService.IsTerminal(e)
                || (!completion && e.Snapshot.State?.Text == KnownResourceStates.Running),
            cancellationToken);
        var state = reached.Snapshot.State?.Text;
        if (state == KnownResourceStates.FailedToStart || (completion && reached.Snapshot.ExitCode != wait.ExitCode))
        {
            throw new DistributedApplicationException(
                string.Create(CultureInfo.InvariantCulture, $"it needs {dependency}, which ended as '{state}' with exit code {reached.Snapshot.ExitCode}."));
        }
    }

    private Task PublishAsync(string state, int? exitCode = null) =>
        notifications.PublishUpdateAsync(resource, id, s => s with { State = state, ExitCode = exitCode, HealthReports = [] });

    private Task RunningAsync() => notifications.PublishUpdateAsync(resource, id, s => s with
    {
        State = KnownResourceStates.Running,
        ExitCode = null,
        // No check has answered yet: running, but not healthy.
        HealthReports = [.. HealthKeys().Select(static k => new HealthReportSnapshot(k, null, null, null))],
        Urls = [.. resource.Annotations.OfType<EndpointAnnotation>()
            .Where(static e => e.AllocatedEndpoint is not null)
            .Select(static e => new UrlSnapshot(e.Name, e.AllocatedEndpoint!.UriString, false))],
    });

    private ImmutableHashSet<string> HealthKeys() =>
        [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(static a => a.Key)];

    private async Task WatchExitAsync(ChildProcess process, CancellationTokenSource watching)
    {
        var exitCode = await process.Exited;
        await watching.CancelAsync();
        log.Write($"{id} ended with exit code {exitCode}.");
        await PublishAsync(KnownResourceStates.Finished, exitCode);
    }

    private async Task WatchHealthAsync(CancellationToken cancellationToken)
    {
        var keys = HealthKeys();
        var before = keys.IsEmpty ? HealthStatus.Healthy : HealthStatus.Unhealthy;
        var pause = TimeSpan.FromMilliseconds(200);
        try
        {
            while (!keys.IsEmpty)
            {
                var (status, reports) = await CheckAsync(keys, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                await notifications.PublishUpdateAsync(resource, id, s => s with { HealthReports = reports });
                if (status != before)
                {
                    log.Write($"{id} is {(status == HealthStatus.Healthy ? "healthy" : "not healthy any more")}.");
                    before = status;
                }

                await Task.Delay(status == HealthStatus.Healthy ? Settled : pause, cancellationToken);
                pause = pause * 1.2 < Settled ? pause * 1.2 : Settled;
            }
        }
        catch (OperationCanceledException)
        {
            // The process ended.
        }
    }

    private async Task<(HealthStatus Status, ImmutableArray<HealthReportSnapshot> Reports)> CheckAsync(
        ImmutableHashSet<string> keys, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            var report = await health.CheckHealthAsync(r => keys.Contains(r.Name), bounded.Token);
            return (report.Status, [.. report.Entries.Select(static e =>
                new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.Message))]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (HealthStatus.Unhealthy, [.. keys.Select(static k =>
                new HealthReportSnapshot(k, HealthStatus.Unhealthy, "No answer within ten seconds.", null))]);
        }
    }
}
