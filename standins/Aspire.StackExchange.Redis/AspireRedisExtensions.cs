using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Microsoft.Extensions.Hosting;

public static class AspireRedisExtensions
{
    private const string ConfigurationSection = "Aspire:StackExchange:Redis";

    /// <summary>
    /// Registers <see cref="IConnectionMultiplexer"/> and its health check, configured by <c>ConnectionStrings:name</c> and the
    /// sections <c>Aspire:StackExchange:Redis</c> and <c>Aspire:StackExchange:Redis:name</c>.
    /// </summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var client = new RedisClient(builder.Configuration, connectionName, configureSettings, configureOptions);
        builder.Services.AddSingleton<IConnectionMultiplexer>(client.Connect);
        client.AddToHost(
            builder.Services,
            "StackExchange.Redis",
            services => services.GetRequiredService<IConnectionMultiplexer>());
    }

    /// <summary>The same as a keyed service: its key is the connection's name.</summary>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var client = new RedisClient(builder.Configuration, name, configureSettings, configureOptions);
        builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(name, (services, _) => client.Connect(services));
        client.AddToHost(
            builder.Services,
            $"StackExchange.Redis_{name}",
            services => services.GetRequiredKeyedService<IConnectionMultiplexer>(name));
    }

    private sealed class RedisClient
    {
        private readonly IConfiguration _configuration;
        private readonly string _connectionName;
        private readonly StackExchangeRedisSettings _settings = new();
        private readonly Action<ConfigurationOptions>? _configureOptions;

        public RedisClient(
            IConfiguration configuration,
            string connectionName,
            Action<StackExchangeRedisSettings>? configureSettings,
            Action<ConfigurationOptions>? configureOptions)
        {
            _configuration = configuration;
            _connectionName = connectionName;
            _configureOptions = configureOptions;
            Section.Bind(_settings);
            NamedSection.Bind(_settings);
            _settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? _settings.ConnectionString;
            configureSettings?.Invoke(_settings);
        }

        private IConfigurationSection Section => _configuration.GetSection(ConfigurationSection);

        private IConfigurationSection NamedSection => Section.GetSection(_connectionName);

        public ConnectionMultiplexer Connect(IServiceProvider services)
        {
            var options = ConfigurationOptions.Parse(_settings.ConnectionString ?? string.Empty);
            options.Defaults = new AspireDefaults();
            Section.GetSection("ConfigurationOptions").Bind(options);
            NamedSection.GetSection("ConfigurationOptions").Bind(options);
            _configureOptions?.Invoke(options);
            if (options.EndPoints.Count == 0)
            {
                throw new InvalidOperationException(
                    $"No endpoints specified. Ensure a valid connection string was provided in " +
                    $"'ConnectionStrings:{_connectionName}' or for the '{ConfigurationSection}:ConnectionString' configuration key.");
            }

            options.LoggerFactory ??= services.GetService<ILoggerFactory>();
            return ConnectionMultiplexer.Connect(options);
        }

        public void AddToHost(
            IServiceCollection services, string checkName, Func<IServiceProvider, IConnectionMultiplexer> multiplexer)
        {
            if (!_settings.DisableAutoActivation)
            {
                services.AddSingleton<IHostedService>(provider => new ConnectAtStart(() => multiplexer(provider)));
            }

            if (!_settings.DisableHealthChecks)
            {
                services.AddHealthChecks().Add(new HealthCheckRegistration(
                    checkName,
                    provider => new RedisHealthCheck(() => multiplexer(provider)),
                    failureStatus: null,
                    tags: null));
            }
        }
    }

    /// <summary>A server that is not there yet must not stop the service: the connection string may say otherwise.</summary>
    private sealed class AspireDefaults : DefaultOptionsProvider
    {
        public override bool AbortOnConnectFail => false;
    }

    private sealed class ConnectAtStart(Func<IConnectionMultiplexer> multiplexer) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            multiplexer();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RedisHealthCheck(Func<IConnectionMultiplexer> multiplexer) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await multiplexer().GetDatabase().PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception error)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception: error);
            }
        }
    }
}
