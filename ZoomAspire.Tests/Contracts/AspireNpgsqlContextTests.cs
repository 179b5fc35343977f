using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

public sealed class AspireNpgsqlContextTests
{
    /// <summary>A database that every server has.</summary>
    private static string Database =>
        new NpgsqlConnectionStringBuilder(TestServices.Postgres) { Database = "postgres", Pooling = false }.ConnectionString;

    [Fact]
    public async Task The_context_reaches_the_database_and_its_check_is_named_after_it()
    {
        var builder = NewBuilder(Database);
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire");
        using var host = builder.Build();

        using var scope = host.Services.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<ContractContext>();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(1, await context.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync());
        Assert.Equal(HealthStatus.Healthy, report.Entries[nameof(ContractContext)].Status);
    }

    [Fact]
    public void Contexts_are_pooled()
    {
        var builder = NewBuilder(Database);
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire");
        using var host = builder.Build();

        Assert.Same(InScope(host, context => context), InScope(host, context => context));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Retries_can_be_disabled_and_the_timeout_of_commands_set(bool disableRetry)
    {
        var builder = NewBuilder(Database);
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire", settings =>
        {
            settings.DisableRetry = disableRetry;
            settings.CommandTimeout = 7;
        });
        using var host = builder.Build();

        Assert.Equal(!disableRetry, InScope(host, context => context.Database.CreateExecutionStrategy().RetriesOnFailure));
        Assert.Equal(7, InScope(host, context => context.Database.GetCommandTimeout()));
    }

    [Fact]
    public void Options_can_be_added()
    {
        var builder = NewBuilder(Database);
        builder.AddNpgsqlDbContext<ContractContext>(
            "zoomaspire",
            configureDbContextOptions: options => options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        using var host = builder.Build();

        Assert.Equal(
            QueryTrackingBehavior.NoTracking, InScope(host, context => context.ChangeTracker.QueryTrackingBehavior));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_unhealthy()
    {
        var builder = NewBuilder("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire", settings => settings.DisableRetry = true);
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Entries[nameof(ContractContext)].Status);
    }

    [Fact]
    public void A_missing_connection_string_is_named()
    {
        var builder = NewBuilder(connectionString: null);
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire");
        using var host = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => InScope(host, context => context));

        Assert.Contains("ConnectionStrings:zoomaspire", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_come_from_configuration_and_can_switch_the_check_off()
    {
        var builder = NewBuilder(Database);
        builder.Configuration["Aspire:Npgsql:EntityFrameworkCore:PostgreSQL:DisableHealthChecks"] = "true";
        builder.Services.AddHealthChecks();
        builder.AddNpgsqlDbContext<ContractContext>("zoomaspire");
        using var host = builder.Build();

        Assert.Empty((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries);
    }

    private static T InScope<T>(IHost host, Func<ContractContext, T> use)
    {
        using var scope = host.Services.CreateScope();
        return use(scope.ServiceProvider.GetRequiredService<ContractContext>());
    }

    private static HostApplicationBuilder NewBuilder(string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:zoomaspire", connectionString)]);
        return builder;
    }

    private sealed class ContractContext(DbContextOptions<ContractContext> options) : DbContext(options);
}
