using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Engine;

/// <summary>What to start for a replica of a resource: command, arguments, directory, environment.</summary>
internal sealed record LaunchPlan(
    string Command, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    // Settings of the AppHost itself that would mislead a child.
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_LAUNCH_PROFILE", "MSBUILD", "ASPIRE_"];

    public static async Task<LaunchPlan> CreateAsync(
        Replica replica,
        AppHostInfo appHost,
        DistributedApplicationExecutionContext execution,
        IHostEnvironment host,
        Dashboard dashboard,
        CancellationToken cancellationToken)
    {
        var (command, arguments, directory) = replica.Resource switch
        {
            ExecutableResource executable => (executable.Command, [], executable.WorkingDirectory),
            ProjectResource project => Project(project, appHost),
            _ => throw new DistributedApplicationException($"'{replica.Resource.Name}' is not a process."),
        };
        return new LaunchPlan(
            command,
            [.. arguments, .. await ArgumentsAsync(replica.Resource, cancellationToken)],
            directory,
            await EnvironmentAsync(replica, execution, host, dashboard, cancellationToken));
    }

    private static (string Command, string[] Arguments, string Directory) Project(ProjectResource project, AppHostInfo appHost)
    {
        var path = project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        var directory = Path.GetDirectoryName(path)!;
        var output = Path.Combine(directory, "bin", appHost.Configuration);
        var name = Path.GetFileNameWithoutExtension(path) + ".dll";
        var assembly = Directory.Exists(output)
            ? Directory.EnumerateDirectories(output, "net*").Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists)
            : null;
        return assembly is null
            ? throw new DistributedApplicationException($"{name} is not built ({appHost.Configuration}): run dotnet build first.")
            : (DotnetHost(), [assembly], directory);
    }

    private static string DotnetHost() =>
        System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileName(System.Environment.ProcessPath) == "dotnet" ? System.Environment.ProcessPath! : "dotnet");

    private static async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        var values = new List<string>();
        foreach (var argument in context.Args)
        {
            values.Add(await TextAsync(argument, cancellationToken));
        }

        return values;
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        Replica replica,
        DistributedApplicationExecutionContext execution,
        IHostEnvironment host,
        Dashboard dashboard,
        CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, replica.Resource, [], cancellationToken);
        AddPorts(replica, context.EnvironmentVariables);
        if (replica.Resource is ProjectResource)
        {
            AddHosting(replica, host, dashboard, context.EnvironmentVariables);
        }

        foreach (var annotation in replica.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        var environment = Inherited();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            environment[name] = await TextAsync(value, cancellationToken);
        }

        return environment;
    }

    private static Dictionary<string, string> Inherited()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (!NotInherited.Any(n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase)))
            {
                environment[name] = (string?)entry.Value ?? "";
            }
        }

        return environment;
    }

    private static void AddPorts(Replica replica, Dictionary<string, object> variables)
    {
        foreach (var (endpoint, port) in replica.Ports.Where(static p => p.Key.PortVariable is not null))
        {
            variables[endpoint.PortVariable!] = port.ToString(CultureInfo.InvariantCulture);
        }

        var inEnvironment = replica.Resource.Annotations.OfType<EndpointsInEnvironmentAnnotation>().ToArray();
        var urls = replica.Ports
            // A service that is told a port by a variable listens there by itself (Aspire's ShouldInjectEndpointEnvironment).
            .Where(p => p.Key.UriScheme is "http" or "https" && p.Key.PortVariable is null && inEnvironment.All(a => a.Filter(p.Key)))
            .Select(static p => $"{p.Key.UriScheme}://{p.Key.TargetHost}:{p.Value}")
            .ToArray();
        if (replica.Resource is ProjectResource && urls.Length > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }

    private static void AddHosting(
        Replica replica, IHostEnvironment host, Dashboard dashboard, Dictionary<string, object> variables)
    {
        variables["ASPNETCORE_ENVIRONMENT"] = host.EnvironmentName;
        variables["DOTNET_ENVIRONMENT"] = host.EnvironmentName;
        variables["OTEL_SERVICE_NAME"] = replica.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={replica.Id}-{System.Environment.ProcessId}";
        if (dashboard.OtlpEndpoint is { } endpoint)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        }
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken) ?? "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
