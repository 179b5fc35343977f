namespace ZoomAspire.AppHost;

/// <summary>Puts the simulator in the place of Zoom and Telegram.</summary>
internal static class Simulation
{
    /// <summary>Adds the simulator and points the services at it.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="settings">The settings; the simulator knows the same app and bot.</param>
    /// <param name="api">The API, which gets the webhooks.</param>
    /// <param name="others">The other services.</param>
    public static async Task AddSimulatorAsync(
        this IDistributedApplicationBuilder builder,
        ServiceSettings settings,
        IResourceBuilder<ProjectResource> api,
        IReadOnlyList<IResourceBuilder<ProjectResource>> others)
    {
        // Not proxied: it hands out addresses of its own, so it must know the ports under which it is reached.
        var simulator = builder.AddProject<Projects.ZoomAspire_Simulator>("simulator", static o => o.ExcludeLaunchProfile = true)
            .WithPort(await builder.PortSettingAsync("SIM_PAGE_PORT", 5090), "page", "SIM_PAGE_PORT")
            .WithPort(await builder.PortSettingAsync("SIM_ZOOM_PORT", 5091), "zoom", "SIM_ZOOM_PORT")
            .WithPort(await builder.PortSettingAsync("SIM_DOWNLOAD_PORT", 5092), "download", "SIM_DOWNLOAD_PORT")
            .WithPort(await builder.PortSettingAsync("SIM_TELEGRAM_PORT", 5093), "telegram", "SIM_TELEGRAM_PORT")
            .WithEndpointsInEnvironment(static _ => false)
            .WithEnvironment("SIM_WEBHOOK_URL", $"{api.GetEndpoint("http")}/webhooks/zoom")
            .WithEnvironment("SIM_DEAUTH_URL", $"{api.GetEndpoint("http")}/webhooks/zoom/deauth")
            .WithRegistration(settings, api)
            .WithHttpHealthCheck("/health", endpointName: "page")
            .WithTestRecordingCommand()
            .WithIconName("Beaker")
            .ExcludeFromManifest();

        if (builder.Configuration["SIM_BOT_API_SPEC"] is { Length: > 0 } specification)
        {
            simulator.WithEnvironment("SIM_BOT_API_SPEC", specification);
        }

        foreach (var service in others.Append(api))
        {
            service.WaitFor(simulator)
                .WithEnvironment("ZOOM_OAUTH_BASE_URL", simulator.GetEndpoint("zoom"))
                .WithEnvironment("ZOOM_API_BASE_URL", simulator.GetEndpoint("zoom"))
                .WithEnvironment("ZOOM_DOWNLOAD_HOSTS", TokenHosts(simulator.GetEndpoint("zoom"), simulator.GetEndpoint("download")))
                .WithEnvironment("TELEGRAM_API_BASE_URL", simulator.GetEndpoint("telegram"))
                .WithEnvironment("TELEGRAM_LINK_BASE_URL", simulator.GetEndpoint("telegram"));
        }
    }

    private static IResourceBuilder<ProjectResource> WithPort(
        this IResourceBuilder<ProjectResource> simulator, int port, string name, string variable) =>
        simulator.WithHttpEndpoint(port: port, targetPort: port, name: name, env: variable, isProxied: false);

    // The simulator names itself by number, the AppHost by name.
    private static ReferenceExpression TokenHosts(EndpointReference zoom, EndpointReference download)
    {
        var (api, files) = (zoom.Property(EndpointProperty.Port), download.Property(EndpointProperty.Port));
        return ReferenceExpression.Create($"127.0.0.1:{api},127.0.0.1:{files},localhost:{api},localhost:{files}");
    }
}
