using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.AppHost;

// The whole system: three stores, three services and, without credentials for the real ones, a local Zoom and Telegram.
try
{
    // Wanted before there is a builder with a configuration of its own.
    var noDashboard = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build()["DASHBOARD_DISABLED"] == "true";
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = noDashboard });
    var state = LocalState.Open(builder);
    var stores = builder.AddStores(state);
    var settings = builder.AddServiceSettings(state);

    var api = builder.AddProject<Projects.ZoomAspire_Api>("api", static o => o.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: await builder.PortSettingAsync("API_PORT", 5080), name: "http")
        // Reached from outside, and by that alone; calls that ask for a key answer on the other one (INTERNAL_PORT).
        .WithEndpoint("http", static endpoint => endpoint.IsExternal = true)
        .WithHttpEndpoint(targetPort: builder.ExecutionContext.IsPublishMode ? Publishing.InternalPort : null, name: "internal")
        .WithHttpHealthCheck("/health")
        .WithIconName("PlugConnected");

    // Not by the endpoint's own variable: Aspire has a service listen by itself on what it is told that way.
    var internalPort = api.GetEndpoint("internal").Property(EndpointProperty.TargetPort);
    api.WithEnvironment(context => context.EnvironmentVariables["INTERNAL_PORT"] = internalPort);

    var worker = builder.AddProject<Projects.ZoomAspire_Worker>("worker", static o => o.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(name: "http")
        .WithHttpHealthCheck("/health")
        .WithReplicas(builder.ReplicaSetting("WORKER_REPLICAS"))
        .WithIconName("DocumentArrowRight");

    // One process: Telegram answers long polling of one client only, so a second bot could merely wait for its lease.
    var bot = builder.AddProject<Projects.ZoomAspire_Bot>("bot", static o => o.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(name: "http")
        .WithHttpHealthCheck("/health")
        .WithReference(api)
        .WithIconName("Bot");

    foreach (var service in new[] { api, worker, bot })
    {
        service.WithStores(stores).WithSettings(settings, api);
    }

    api.WithOperatorCommands(settings);
    if (settings.Simulated)
    {
        await builder.AddSimulatorAsync(settings, api, [worker, bot]);
    }

    if (builder.ExecutionContext.IsPublishMode)
    {
        builder.PublishSystem(api, worker, bot);
    }

    builder.Services.AddSingleton(state);
    if (builder.ExecutionContext.IsRunMode)
    {
        builder.Services.AddHostedService<Announcement>();
    }

    await builder.Build().RunAsync();
    return 0;
}
catch (Exception exception) when (exception is SetupException or DistributedApplicationException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
