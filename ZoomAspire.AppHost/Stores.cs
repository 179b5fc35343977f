using Microsoft.Extensions.Configuration;

namespace ZoomAspire.AppHost;

/// <summary>A store as the services see it: its connection string, and the resource to wait for if this system starts it.</summary>
/// <param name="ConnectionString">The connection string, named like the store.</param>
/// <param name="Server">What must be healthy first; none for a store that runs elsewhere.</param>
internal sealed record Store(IResourceBuilder<IResourceWithConnectionString> ConnectionString, IResourceBuilder<IResource>? Server = null);

/// <summary>Decides where Postgres, Redis and the S3 store come from.</summary>
internal static class Stores
{
    /// <summary>Connection name of the database.</summary>
    public const string Database = "zoomaspire";

    /// <summary>Connection name of Redis.</summary>
    public const string Redis = "redis";

    /// <summary>Connection name of the S3 store.</summary>
    public const string Media = "media";

    /// <summary>
    /// Adds the three stores. For each: the address given in configuration; else containers, where a container runtime answers;
    /// else local processes of real servers.
    /// </summary>
    /// <param name="builder">The model.</param>
    /// <param name="state">Ports, passwords and data of local servers.</param>
    /// <exception cref="SetupException">None of the three is possible.</exception>
    public static IReadOnlyList<Store> AddStores(this IDistributedApplicationBuilder builder, LocalState state)
    {
        string[] names = [Database, Redis, Media];
        if (builder.ExecutionContext.IsPublishMode)
        {
            return Publishing.AddStores(builder, names);
        }

        var missing = names.Where(n => string.IsNullOrEmpty(builder.Configuration.GetConnectionString(n))).ToArray();
        if (missing.Length == 0)
        {
            return [.. names.Select(Configured)];
        }

        Func<string, Store> start = UseContainers(builder)
            ? new ContainerServers(builder, state).Add
            : LocalServers.Create(builder, state, missing).Add;
        return [.. names.Select(n => missing.Contains(n) ? start(n) : Configured(n))];

        Store Configured(string name) => new(builder.AddConnectionString(name));
    }

    /// <summary>Gives a service the connection strings of the stores, and lets it wait for those that this system starts.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stores">The stores.</param>
    public static IResourceBuilder<ProjectResource> WithStores(
        this IResourceBuilder<ProjectResource> service, IReadOnlyList<Store> stores)
    {
        foreach (var store in stores)
        {
            service.WithReference(store.ConnectionString);
            if (store.Server is { } server)
            {
                service.WaitFor(server);
            }
        }

        return service;
    }

    // STORES=processes keeps a machine with a container runtime to local processes.
    private static bool UseContainers(IDistributedApplicationBuilder builder) => builder.Configuration["STORES"] switch
    {
        "containers" => true,
        "processes" => false,
        null or "" => ContainerRuntime.Answers(),
        _ => throw new SetupException("STORES must be containers or processes."),
    };
}
