namespace ZoomAspire.AppHost;

/// <summary>The stores as containers with volumes.</summary>
internal sealed class ContainerServers(IDistributedApplicationBuilder builder, LocalState state)
{
    // The community server's last release: Docker Hub no longer carries the image.
    private const string MinioImage = "minio/minio";
    private const string MinioTag = "RELEASE.2025-09-07T16-13-09Z";

    /// <summary>Adds the store of that name.</summary>
    /// <param name="name">One of the names in <see cref="Stores"/>.</param>
    public Store Add(string name) => name switch
    {
        Stores.Database => AddPostgres(),
        Stores.Redis => AddRedis(),
        _ => AddMinio(builder, Secret("media-access-key"), Secret("media-secret-key"), state.Volume("media")),
    };

    /// <summary>Adds MinIO and the connection string of its bucket.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="accessKey">Access key.</param>
    /// <param name="secretKey">Secret key.</param>
    /// <param name="volume">Name of the volume with the data.</param>
    public static Store AddMinio(
        IDistributedApplicationBuilder builder,
        IResourceBuilder<ParameterResource> accessKey,
        IResourceBuilder<ParameterResource> secretKey,
        string volume)
    {
        var s3 = builder.AddContainer("s3", MinioImage, MinioTag)
            .WithImageRegistry("quay.io")
            .WithArgs("server", "/data")
            .WithEnvironment("MINIO_ROOT_USER", accessKey)
            .WithEnvironment("MINIO_ROOT_PASSWORD", secretKey)
            .WithHttpEndpoint(targetPort: 9000, name: "http")
            .WithHttpHealthCheck("/minio/health/live")
            .WithVolume(volume, "/data");
        var media = builder.AddConnectionString(Stores.Media, ReferenceExpression.Create(
            $"Endpoint={s3.GetEndpoint("http")};AccessKey={accessKey};SecretKey={secretKey};Bucket=zoomaspire"));
        if (builder.ExecutionContext.IsRunMode)
        {
            s3.WithHealthCheck(builder.AddReadiness("s3", media, Readiness.S3Async));
        }

        return new Store(media, s3);
    }

    private Store AddPostgres()
    {
        var database = builder.AddPostgres("postgres", password: Secret("postgres-password"))
            .WithDataVolume(state.Volume("postgres"))
            .AddDatabase(Stores.Database);
        return new Store(database, database);
    }

    private Store AddRedis()
    {
        var redis = builder.AddRedis(Stores.Redis, password: Secret("redis-password"))
            .WithDataVolume(state.Volume("redis"))
            .WithPersistence();
        return new Store(redis, redis);
    }

    // A volume keeps the password it was created with, so the passwords are kept as well.
    private IResourceBuilder<ParameterResource> Secret(string name) =>
        builder.AddParameter(name, state.Password(name), secret: true);
}
