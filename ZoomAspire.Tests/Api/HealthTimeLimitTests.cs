using System.Net;
using System.Net.Sockets;
using Npgsql;
using ZoomAspire.Tests.Contracts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

/// <summary>Servers that take what they are sent and answer nothing.</summary>
public sealed class HealthTimeLimitTests : IAsyncLifetime
{
    private readonly TcpListener _blackHole = new(IPAddress.Loopback, 0);
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _blackHole.Start();
        _database = await TestDatabase.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        _blackHole.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_media_store_that_swallows_everything_is_named()
    {
        await using var api = new ApiFactory(_database.ConnectionString)
            .With("ConnectionStrings:media", $"Endpoint=http://{_blackHole.LocalEndpoint};AccessKey=a;SecretKey=b;Bucket=abc");

        Assert.Contains("\"media\":\"Degraded\"", await HealthAsync(api), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_swallows_everything_is_named()
    {
        var swallowed = new NpgsqlConnectionStringBuilder(_database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_blackHole.LocalEndpoint).Port,
            Timeout = 600,
            Pooling = false,
        };
        await using var api = new ApiFactory(swallowed.ConnectionString);

        Assert.Contains("\"ZoomAspireContext\":\"Unhealthy\"", await HealthAsync(api), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_swallows_everything_is_named()
    {
        await using var redis = await RedisProcess.StartNewAsync();
        await using var api = new ApiFactory(_database.ConnectionString)
            .With("ConnectionStrings:redis", redis.ConnectionString + ",asyncTimeout=600000");
        api.CreateClient().Dispose();
        await redis.FreezeAsync();

        Assert.Contains("\"StackExchange.Redis\":\"Degraded\"", await HealthAsync(api), StringComparison.Ordinal);
        await redis.ThawAsync();
    }

    // Only the limit's own timer may end it: the clock stands still unless it is moved, and everything else waits for minutes.
    private static async Task<string> HealthAsync(ApiFactory api)
    {
        using var client = api.CreateClient();
        var answer = client.GetAsync(new Uri("/health", UriKind.Relative));
        await Eventually.HoldsAsync(
            () =>
            {
                api.Clock.Advance(TimeSpan.FromMilliseconds(100));
                return answer.IsCompleted;
            },
            "an answer about health",
            TimeSpan.FromSeconds(30));
        using var response = await answer;
        return await response.Content.ReadAsStringAsync();
    }
}
