using System.Globalization;

namespace ZoomAspire.AppHost;

/// <summary>The stores as local processes of real servers, on private ports, with their data in the data directory.</summary>
internal sealed class LocalServers
{
    private static readonly (string Store, string Package, string[] Programs)[] Needed =
    [
        (Stores.Database, "postgresql", ["initdb"]),
        (Stores.Redis, "redis-server", ["redis-server"]),
        (Stores.Media, "radosgw ceph-mon ceph-osd", ["radosgw", "ceph-mon", "ceph-osd"]),
    ];

    private readonly IDistributedApplicationBuilder _builder;
    private readonly LocalState _state;
    private readonly string _scripts;

    private LocalServers(IDistributedApplicationBuilder builder, LocalState state)
    {
        _builder = builder;
        _state = state;
        _scripts = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "local"));
    }

    /// <summary>Checks that the programs are there and takes the data directory.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="state">Ports, passwords and data.</param>
    /// <param name="names">The stores that are wanted.</param>
    /// <exception cref="SetupException">Programs are missing, or another system uses the data.</exception>
    public static LocalServers Create(IDistributedApplicationBuilder builder, LocalState state, IReadOnlyList<string> names)
    {
        var missing = Needed.Where(n => names.Contains(n.Store) && !n.Programs.All(IsInstalled)).Select(static n => n.Package).ToArray();
        if (missing.Length > 0)
        {
            throw new SetupException(
                $"No servers to store data in: install {string.Join(' ', missing)} (./run.sh does it on Debian and Ubuntu), or start "
                + "Docker or Podman, or set ConnectionStrings__zoomaspire, ConnectionStrings__redis and ConnectionStrings__media.");
        }

        state.Lock();
        return new LocalServers(builder, state);
    }

    /// <summary>Adds the store of that name.</summary>
    /// <param name="name">One of the names in <see cref="Stores"/>.</param>
    public Store Add(string name) => name switch
    {
        Stores.Database => AddPostgres(),
        Stores.Redis => AddRedis(),
        _ => AddS3(),
    };

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(d => File.Exists(Path.Combine(d, program)))
        || (Directory.Exists("/usr/lib/postgresql")
            && Directory.EnumerateDirectories("/usr/lib/postgresql").Any(d => File.Exists(Path.Combine(d, "bin", program))));

    private Store AddPostgres()
    {
        var port = _state.Port("postgres-port");
        var password = Secret("postgres-password");
        var server = Script("postgres", "postgres.sh", port).WithEnvironment("PASSWORD", password);
        var database = _builder.AddConnectionString(Stores.Database, ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={server.GetEndpoint("tcp").Property(EndpointProperty.Port)};Username=app;Password={password};Database=zoomaspire"));
        return new Store(database, server.WithHealthCheck(_builder.AddReadiness("postgres", database, Readiness.PostgresAsync)));
    }

    private Store AddRedis()
    {
        var port = _state.Port("redis-port");
        var password = Secret("redis-password");
        var server = Script("redis-server", "redis.sh", port).WithEnvironment("PASSWORD", password);
        var redis = _builder.AddConnectionString(Stores.Redis, ReferenceExpression.Create(
            $"127.0.0.1:{server.GetEndpoint("tcp").Property(EndpointProperty.Port)},password={password},abortConnect=false"));
        return new Store(redis, server.WithHealthCheck(_builder.AddReadiness("redis", redis, Readiness.RedisAsync)));
    }

    private Store AddS3()
    {
        var port = _state.Port("s3-port");
        var (access, secret) = (Secret("media-access-key"), Secret("media-secret-key"));
        // The store's monitor takes two ports, its other daemons some of the following forty.
        var monitor = _state.Port("s3-monitor-port", span: 40).ToString(CultureInfo.InvariantCulture);
        var server = Script("s3", "s3.sh", port, monitor).WithEnvironment("ACCESS_KEY", access).WithEnvironment("SECRET_KEY", secret);
        var media = _builder.AddConnectionString(Stores.Media, ReferenceExpression.Create(
            $"Endpoint=http://127.0.0.1:{server.GetEndpoint("tcp").Property(EndpointProperty.Port)};AccessKey={access};SecretKey={secret};Bucket=zoomaspire"));
        return new Store(media, server.WithHealthCheck(_builder.AddReadiness("s3", media, Readiness.S3Async)));
    }

    private IResourceBuilder<ExecutableResource> Script(string name, string file, int port, params string[] more) =>
        _builder.AddExecutable(
                name,
                Path.Combine(_scripts, file),
                _scripts,
                [Path.Combine(_state.Directory, name), port.ToString(CultureInfo.InvariantCulture), .. more])
            .WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithIconName("Database");

    private IResourceBuilder<ParameterResource> Secret(string name) =>
        _builder.AddParameter(name, _state.Password(name), secret: true);
}
