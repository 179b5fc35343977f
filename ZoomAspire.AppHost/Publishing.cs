using Azure.Provisioning.AppContainers;

namespace ZoomAspire.AppHost;

/// <summary>
/// What publishing adds to the model. <c>PUBLISH_TARGET=compose</c> (the default) writes a Compose file with the stores in it;
/// <c>PUBLISH_TARGET=azure</c> writes Azure Container Apps whose stores are managed ones, given as connection strings.
/// </summary>
internal static class Publishing
{
    /// <summary>The port of a published API on which internal calls answer. The public one is 8080, as in all images that the SDK makes.</summary>
    public const int InternalPort = 8081;

    /// <summary>The stores of a published system.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="names">Connection names of the stores.</param>
    public static IReadOnlyList<Store> AddStores(IDistributedApplicationBuilder builder, IReadOnlyList<string> names)
    {
        if (IsAzure(builder))
        {
            return [.. names.Select(n => new Store(builder.AddConnectionString(n)))];
        }

        var database = builder.AddPostgres("postgres", password: builder.AddParameter("postgres-password", secret: true))
            .WithDataVolume()
            .AddDatabase(Stores.Database);
        var redis = builder.AddRedis(Stores.Redis, password: builder.AddParameter("redis-password", secret: true))
            .WithDataVolume()
            .WithPersistence();
        var media = ContainerServers.AddMinio(
            builder,
            builder.AddParameter("media-access-key", secret: true),
            builder.AddParameter("media-secret-key", secret: true),
            "zoomaspire-media");
        return [new Store(database, database), new Store(redis, redis), media];
    }

    /// <summary>Adds the environment, and what each service needs of it: only the API is reachable, the bot is exactly one.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="api">The API.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="bot">The bot.</param>
    public static void PublishSystem(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ProjectResource> worker,
        IResourceBuilder<ProjectResource> bot)
    {
        // ffmpeg is in none of the images that the SDK builds on. The image listens where those do.
        worker.PublishAsDockerFile(static container => container
            .WithDockerfile("..", "ZoomAspire.Worker/Dockerfile")
            .WithEndpoint("http", static endpoint => endpoint.TargetPort = 8080));
        if (!IsAzure(builder))
        {
            builder.AddDockerComposeEnvironment("compose");
            return;
        }

        builder.AddAzureContainerAppEnvironment("aca");
        if (string.IsNullOrEmpty(builder.Configuration["TRUSTED_PROXIES"]))
        {
            // The environment's ingress; it appends one address (https://learn.microsoft.com/azure/container-apps/ingress-overview).
            api.WithEnvironment("TRUSTED_PROXIES", "1");
        }

        api.PublishAsAzureContainerApp(static (_, app) => Scale(app, 1, 5));
        bot.PublishAsAzureContainerApp(static (_, app) => Scale(app, 1, 1));
        // The scaler reads Postgres itself and wants an address of the form postgresql://…; Container Apps keeps it as a secret
        // named after the variable.
        worker.WithEnvironment("SCALER_DATABASE_URL", builder.AddParameter("scaler-database-url", secret: true))
            .PublishAsAzureContainerApp(static (_, app) =>
            {
                Scale(app, 1, 20);
                app.Template.Scale.Rules.Add(DueJobs());
            });
    }

    private static bool IsAzure(IDistributedApplicationBuilder builder) => builder.Configuration["PUBLISH_TARGET"] switch
    {
        null or "" or "compose" => false,
        "azure" => true,
        _ => throw new SetupException("PUBLISH_TARGET must be compose or azure."),
    };

    private static void Scale(ContainerApp app, int least, int most)
    {
        app.Template.Scale.MinReplicas = least;
        app.Template.Scale.MaxReplicas = most;
    }

    // Stream lag stays near zero whatever the load: the work that waits is in Postgres.
    private static ContainerAppScaleRule DueJobs() => new()
    {
        Name = "due-jobs",
        Custom = new ContainerAppCustomScaleRule
        {
            CustomScaleRuleType = "postgresql",
            Metadata =
            {
                ["query"] = "SELECT count(*) FROM jobs WHERE status = 'queued' AND next_attempt_at <= now()",
                ["targetQueryValue"] = "10",
            },
            Auth = { new ContainerAppScaleRuleAuth { SecretRef = "scaler-database-url", TriggerParameter = "connection" } },
        },
    };
}
