using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Engine;

/// <summary>Turns the model into processes: allocates ports, starts what waits for nothing, and stops dependants first.</summary>
internal sealed class ModelEngine(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    DistributedApplicationOptions options,
    AppHostInfo appHost,
    IHostEnvironment host,
    IConfiguration configuration,
    ResourceNotificationService notifications,
    HealthCheckService health,
    IOptions<HealthCheckServiceOptions> healthOptions,
    ConsoleLog log) : IHostedService, IDisposable
{
    private readonly Ports _ports = new();
    private readonly List<Replica> _replicas = [];
    private readonly List<PortForwarder> _forwarders = [];
    private readonly CancellationTokenSource _stopping = new();
    private Dashboard? _dashboard;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Validate();
        _dashboard = Dashboard.Start(options, configuration, log);
        foreach (var resource in model.Resources.ToArray())
        {
            if (resource is ProjectResource or ExecutableResource)
            {
                AddReplicas((IResourceWithEndpoints)resource);
                AddLifecycleCommands(resource);
            }
            else
            {
                await notifications.PublishUpdateAsync(resource, static s => s with { State = KnownResourceStates.Running });
            }
        }

        foreach (var replica in _replicas)
        {
            if (replica.Resource.Annotations.OfType<ExplicitStartupAnnotation>().Any())
            {
                await notifications.PublishUpdateAsync(
                    replica.Resource, replica.Id, static s => s with { State = KnownResourceStates.NotStarted });
            }
            else
            {
                _ = replica.StartAsync(PlanAsync, _stopping.Token);
            }
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var remaining = _replicas.ToList();
        while (remaining.Count > 0)
        {
            var needed = remaining.SelectMany(r => Dependencies(r.Resource)).ToHashSet();
            var last = remaining.Where(r => !needed.Contains(r.Resource)).ToList();
            // Resources that refer to each other in a circle stop together.
            var batch = last.Count > 0 ? last : remaining.ToList();
            await Task.WhenAll(batch.Select(static r => r.StopAsync()));
            remaining.RemoveAll(batch.Contains);
        }

        _forwarders.ForEach(static f => f.Dispose());
        _forwarders.Clear();
        await (_dashboard?.StopAsync() ?? Task.CompletedTask);
    }

    public void Dispose()
    {
        _replicas.ForEach(static r => r.Dispose());
        _dashboard?.Dispose();
        _stopping.Dispose();
    }

    private static IEnumerable<IResource> Dependencies(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(static w => w.Resource);

    private void Validate()
    {
        var container = model.Resources.OfType<ContainerResource>().FirstOrDefault();
        if (container is not null)
        {
            throw new DistributedApplicationException(
                $"'{container.Name}' is a container. This build of the AppHost uses stand-ins for the Aspire packages, which run "
                + "processes only: use local servers or connection strings, or build with the real packages.");
        }

        var known = healthOptions.Value.Registrations.Select(static r => r.Name).ToHashSet();
        foreach (var resource in model.Resources)
        {
            var missing = resource.Annotations.OfType<HealthCheckAnnotation>().FirstOrDefault(a => !known.Contains(a.Key));
            if (missing is not null)
            {
                throw new DistributedApplicationException(
                    $"The health check '{missing.Key}' of resource '{resource.Name}' is not registered.");
            }
        }
    }

    private void AddReplicas(IResourceWithEndpoints resource)
    {
        var count = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        var ports = Enumerable.Range(0, count).Select(static _ => new Dictionary<EndpointAnnotation, int>()).ToArray();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            Allocate(endpoint, ports);
        }

        for (var i = 0; i < count; i++)
        {
            var id = count == 1 ? resource.Name : $"{resource.Name}-{i + 1}";
            _replicas.Add(new Replica(resource, id, ports[i], notifications, health, log));
        }
    }

    private void Allocate(EndpointAnnotation endpoint, Dictionary<EndpointAnnotation, int>[] ports)
    {
        var randomize = endpoint.IsProxied && configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        var port = (randomize ? null : endpoint.Port ?? (endpoint.IsProxied ? null : endpoint.TargetPort)) ?? _ports.Free();
        _ports.Reserve(port);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port);

        // One process takes the public port itself; several stand behind a forwarder.
        var direct = ports.Length == 1 && (endpoint.TargetPort ?? port) == port;
        foreach (var replica in ports)
        {
            replica[endpoint] = direct ? port : ports.Length == 1 ? endpoint.TargetPort!.Value : _ports.Free();
        }

        if (!direct)
        {
            var forwarder = new PortForwarder(port, [.. ports.Select(p => p[endpoint])]);
            _forwarders.Add(forwarder);
            forwarder.Start();
        }
    }

    private Task<LaunchPlan> PlanAsync(Replica replica, CancellationToken cancellationToken) =>
        LaunchPlan.CreateAsync(replica, appHost, execution, host, _dashboard!, cancellationToken);

    private void AddLifecycleCommands(IResource resource)
    {
        Task EachAsync(Func<Replica, Task> action) => Task.WhenAll(_replicas.Where(r => r.Resource == resource).Select(action));

        Add(KnownResourceCommands.StartCommand, "Start", () => EachAsync(r => r.StartAsync(PlanAsync, _stopping.Token)));
        Add(KnownResourceCommands.StopCommand, "Stop", () => EachAsync(static r => r.StopAsync()));
        Add(KnownResourceCommands.RestartCommand, "Restart", () => EachAsync(async r =>
        {
            await r.StopAsync();
            await r.StartAsync(PlanAsync, _stopping.Token);
        }));

        void Add(string name, string displayName, Func<Task> action) =>
            resource.Annotations.Add(new ResourceCommandAnnotation(name, displayName, async _ =>
            {
                await action();
                return CommandResults.Success();
            }, options: null));
    }
}
