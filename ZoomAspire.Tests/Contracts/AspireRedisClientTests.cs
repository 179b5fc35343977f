using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

public sealed class AspireRedisClientTests
{
    [Fact]
    public async Task The_multiplexer_is_registered_connected_and_healthy()
    {
        var builder = NewBuilder(TestServices.Redis);
        builder.AddRedisClient("redis", configureOptions: options => options.ClientName = "contract");
        using var host = builder.Build();

        var redis = host.Services.GetRequiredService<IConnectionMultiplexer>();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Same(redis, host.Services.GetRequiredService<IConnectionMultiplexer>());
        Assert.Equal("contract", redis.ClientName);
        Assert.True(redis.IsConnected);
        Assert.Equal(HealthStatus.Healthy, report.Entries["StackExchange.Redis"].Status);
    }

    [Fact]
    public async Task A_keyed_client_has_its_own_multiplexer_and_check()
    {
        var builder = NewBuilder(TestServices.Redis);
        builder.AddKeyedRedisClient("redis");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.True(host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("redis").IsConnected);
        Assert.Null(host.Services.GetService<IConnectionMultiplexer>());
        Assert.Equal(HealthStatus.Healthy, report.Entries["StackExchange.Redis_redis"].Status);
    }

    [Fact]
    public async Task Without_a_server_the_host_starts_and_the_check_says_so()
    {
        var builder = NewBuilder("127.0.0.1:1,syncTimeout=300,connectTimeout=300");
        builder.AddRedisClient("redis");
        using var host = builder.Build();

        await host.StartAsync();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        await host.StopAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
    }

    [Fact]
    public void A_missing_connection_string_is_named()
    {
        var builder = NewBuilder(connectionString: null);
        builder.AddRedisClient("redis", settings => settings.DisableAutoActivation = true);
        using var host = builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IConnectionMultiplexer>());

        Assert.Contains("ConnectionStrings:redis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_come_from_configuration_and_can_switch_the_check_off()
    {
        var builder = NewBuilder(TestServices.Redis);
        builder.Configuration["Aspire:StackExchange:Redis:DisableHealthChecks"] = "true";
        builder.Services.AddHealthChecks();
        builder.AddRedisClient("redis");
        using var host = builder.Build();

        Assert.Empty((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries);
    }

    private static HostApplicationBuilder NewBuilder(string? connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:redis", connectionString)]);
        return builder;
    }
}
