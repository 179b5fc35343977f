using System.Diagnostics.CodeAnalysis;
using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

public static class AspireEFPostgreSqlExtensions
{
    private const string ConfigurationSection = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    private const DynamicallyAccessedMemberTypes RequiredByEF =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.NonPublicConstructors
        | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>
    /// Registers a pooled <typeparamref name="TContext"/> and its health check (named after the type), configured by
    /// <c>ConnectionStrings:name</c> and the section <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>, where a subsection
    /// with the type's name takes precedence.
    /// </summary>
    public static void AddNpgsqlDbContext<[DynamicallyAccessedMembers(RequiredByEF)] TContext>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configureSettings = null,
        Action<DbContextOptionsBuilder>? configureDbContextOptions = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ReadSettings<TContext>(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.AddDbContextPool<TContext>(options =>
        {
            Configure<TContext>(options, settings, connectionName);
            configureDbContextOptions?.Invoke(options);
        });

        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                typeof(TContext).Name,
                services => new DbContextHealthCheck<TContext>(services.GetRequiredService<IServiceScopeFactory>()),
                failureStatus: null,
                tags: null));
        }
    }

    private static NpgsqlEntityFrameworkCorePostgreSQLSettings ReadSettings<TContext>(
        IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlEntityFrameworkCorePostgreSQLSettings();
        var section = configuration.GetSection(ConfigurationSection);
        var specific = section.GetSection(typeof(TContext).Name);
        (specific.Exists() ? specific : section).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    private static void Configure<TContext>(
        DbContextOptionsBuilder options, NpgsqlEntityFrameworkCorePostgreSQLSettings settings, string connectionName)
    {
        // Checked here and not at registration: by now there is a logger to say it.
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or under the " +
                $"'ConnectionString' key in '{ConfigurationSection}' or '{ConfigurationSection}:{typeof(TContext).Name}' " +
                "configuration section.");
        }

        options.UseNpgsql(settings.ConnectionString, npgsql =>
        {
            if (!settings.DisableRetry)
            {
                npgsql.EnableRetryOnFailure();
            }

            if (settings.CommandTimeout is { } seconds)
            {
                npgsql.CommandTimeout(seconds);
            }
        });
    }

    private sealed class DbContextHealthCheck<TContext>(IServiceScopeFactory scopes) : IHealthCheck
        where TContext : DbContext
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
            return await database.CanConnectAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus);
        }
    }
}
