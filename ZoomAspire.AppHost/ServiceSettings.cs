using System.Security.Cryptography;

namespace ZoomAspire.AppHost;

/// <summary>What the services need to know of the outside: the Zoom app, the bot, keys, addresses.</summary>
/// <param name="Simulated">Zoom and Telegram are the simulator's.</param>
/// <param name="Parameters">Variable of the services → value.</param>
internal sealed record ServiceSettings(bool Simulated, IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> Parameters);

/// <summary>Makes the settings from the configuration, or for the simulator.</summary>
internal static class ServiceSettingsExtensions
{
    private static readonly string[] Required =
    [
        "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_WEBHOOK_SECRET", "TELEGRAM_BOT_TOKEN",
        "STATE_SECRET", "TOKEN_ENCRYPTION_KEYS", "INTERNAL_API_KEY",
    ];

    private static readonly string[] Optional =
    [
        "ZOOM_ACCOUNT_ID", "ZOOM_S2S_CLIENT_ID", "ZOOM_S2S_CLIENT_SECRET", "ZOOM_S2S_WEBHOOK_SECRET",
        "ZOOM_S2S_WEBHOOK_SECRET_PREVIOUS", "ZOOM_WEBHOOK_SECRET_PREVIOUS", "ZOOM_REDIRECT", "PUBLIC_BASE_URL", "OPERATOR_CHAT_ID", "OPERATOR_USER_IDS",
        "ZOOM_OAUTH_BASE_URL", "ZOOM_API_BASE_URL", "ZOOM_DOWNLOAD_HOSTS",
        "TELEGRAM_API_BASE_URL", "TELEGRAM_LINK_BASE_URL", "TELEGRAM_UPLOAD_LIMIT_MB", "TELEGRAM_LOCAL_SERVER", "TELEGRAM_LOCAL_DIRECTORY", "TELEGRAM_LIMITS",
        "MEDIA_TTL", "NOTES_TTL", "AUDIT_TTL", "EVENT_TTL",
        "NOTES_LLM_ENDPOINT", "NOTES_LLM_KEY", "NOTES_LLM_MODEL",
        "ALERT_FAILURE_RATE", "ALERT_SIGNATURE_FAILURES", "ALERT_CRC_FAILURES", "ALERT_REFRESH_FAILURES", "ALERT_QUEUE_DEPTH", "ALERT_QUEUE_AGE",
        "ALERT_UNDELIVERED", "ALERT_STORE_ERRORS", "ALERT_DISK_FREE_MB", "ALERT_DELIVERY_TIME", "ALERT_REPEAT",
        "JOB_CONCURRENCY", "JOB_TENANT_CONCURRENCY", "TRUSTED_PROXIES", "PUBLIC_INTEGRATIONS",
    ];

    // What Zoom and Telegram know of the app and the bot; the product's own keys are none of their business.
    private static readonly string[] Shared = ["ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_WEBHOOK_SECRET", "TELEGRAM_BOT_TOKEN"];

    // The same of the organisation's app, where there is one.
    private static readonly string[] SharedIfSet =
        ["ZOOM_ACCOUNT_ID", "ZOOM_S2S_CLIENT_ID", "ZOOM_S2S_CLIENT_SECRET", "ZOOM_S2S_WEBHOOK_SECRET"];

    /// <summary>Every setting of the services; also those that tests must not find in their environment.</summary>
    public static IEnumerable<string> Names => Required.Concat(Optional);

    /// <summary>Whether the simulator takes the place of Zoom and Telegram: neither an app nor a bot is configured.</summary>
    /// <param name="builder">The model.</param>
    public static bool IsSimulated(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsRunMode && !IsSet(builder, "ZOOM_CLIENT_ID") && !IsSet(builder, "TELEGRAM_BOT_TOKEN");

    /// <summary>
    /// Adds a parameter for each setting. Without a Zoom app and a bot in the configuration the simulator takes their place, and
    /// the keys are made once for this checkout.
    /// </summary>
    /// <param name="builder">The model.</param>
    /// <param name="state">Where made keys are kept.</param>
    /// <exception cref="SetupException">Only a part of the required settings is there.</exception>
    public static ServiceSettings AddServiceSettings(this IDistributedApplicationBuilder builder, LocalState state)
    {
        var publish = builder.ExecutionContext.IsPublishMode;
        var simulated = builder.IsSimulated();
        var parameters = new Dictionary<string, IResourceBuilder<ParameterResource>>(StringComparer.Ordinal);
        foreach (var name in Required)
        {
            if (!publish && !simulated && !IsSet(builder, name))
            {
                throw new SetupException(
                    $"{name} is not set: with a real Zoom app and bot all of {string.Join(", ", Required)} are needed, without both the simulator is used.");
            }

            parameters[name] = publish ? builder.AddParameter(ParameterName(name), secret: true)
                : simulated && !IsSet(builder, name) ? builder.AddParameter(ParameterName(name), Made(state, name), secret: true)
                : builder.AddParameterFromConfiguration(ParameterName(name), name, secret: true);
        }

        if (publish)
        {
            // Where users will reach a published system is known to nobody but its operator.
            parameters["PUBLIC_BASE_URL"] = builder.AddParameter(ParameterName("PUBLIC_BASE_URL"));
        }

        foreach (var name in Optional.Where(n => IsSet(builder, n) && !parameters.ContainsKey(n)))
        {
            parameters[name] = builder.AddParameterFromConfiguration(ParameterName(name), name, secret: IsSecret(name));
        }

        return new ServiceSettings(simulated, parameters);
    }

    /// <summary>Gives a service all settings; the public address is the API's own unless one is set.</summary>
    /// <param name="service">The service.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="api">The API.</param>
    public static IResourceBuilder<ProjectResource> WithSettings(
        this IResourceBuilder<ProjectResource> service, ServiceSettings settings, IResourceBuilder<ProjectResource> api)
    {
        foreach (var (name, parameter) in settings.Parameters)
        {
            service.WithEnvironment(name, parameter);
        }

        if (!settings.Parameters.ContainsKey("PUBLIC_BASE_URL"))
        {
            service.WithEnvironment("PUBLIC_BASE_URL", api.GetEndpoint("http"));
        }

        return service.WithRedirect(settings, api);
    }

    /// <summary>Gives the simulator what Zoom and Telegram know of the app and the bot.</summary>
    /// <param name="simulator">The simulator.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="api">The API, to which the simulated Zoom leads people back.</param>
    public static IResourceBuilder<ProjectResource> WithRegistration(
        this IResourceBuilder<ProjectResource> simulator, ServiceSettings settings, IResourceBuilder<ProjectResource> api)
    {
        foreach (var name in Shared.Concat(SharedIfSet.Where(settings.Parameters.ContainsKey)))
        {
            simulator.WithEnvironment(name, settings.Parameters[name]);
        }

        return simulator.WithRedirect(settings, api);
    }

    // Where Zoom leads people back: to the API's public address unless it is set.
    private static IResourceBuilder<ProjectResource> WithRedirect(
        this IResourceBuilder<ProjectResource> resource, ServiceSettings settings, IResourceBuilder<ProjectResource> api)
    {
        if (settings.Parameters.TryGetValue("ZOOM_REDIRECT", out var redirect))
        {
            return resource.WithEnvironment("ZOOM_REDIRECT", redirect);
        }

        return resource.WithEnvironment("ZOOM_REDIRECT", settings.Parameters.TryGetValue("PUBLIC_BASE_URL", out var address)
            ? ReferenceExpression.Create($"{address}/zoom/callback")
            : ReferenceExpression.Create($"{api.GetEndpoint("http")}/zoom/callback"));
    }

    private static bool IsSecret(string name) =>
        name.EndsWith("_KEY", StringComparison.Ordinal) || name.Contains("_SECRET", StringComparison.Ordinal);

    private static bool IsSet(IDistributedApplicationBuilder builder, string name) => !string.IsNullOrEmpty(builder.Configuration[name]);

    private static string ParameterName(string setting) => setting.ToLowerInvariant().Replace('_', '-');

    private static string Made(LocalState state, string name) => name switch
    {
        "ZOOM_CLIENT_ID" => "simulated-client",
        "TELEGRAM_BOT_TOKEN" => state.Secret(
            name, static () => $"{RandomNumberGenerator.GetInt32(100_000_000, 999_999_999)}:{RandomNumberGenerator.GetHexString(35, lowercase: true)}"),
        "TOKEN_ENCRYPTION_KEYS" => state.Secret(name, static () => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"),
        _ => state.Password(name),
    };
}
