using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

public sealed class RedisConnectionTests
{
    [Fact]
    public async Task After_a_restart_of_the_server_the_same_multiplexer_works_again_with_its_subscriptions()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var events = new ConcurrentQueue<string>();
        redis.ConnectionFailed += (_, failed) => events.Enqueue($"failed {failed.ConnectionType}");
        redis.ConnectionRestored += (_, restored) => events.Enqueue($"restored {restored.ConnectionType}");
        var (database, channel) = (redis.GetDatabase(), RedisChannel.Literal("news"));
        var news = await redis.GetSubscriber().SubscribeAsync(channel);
        await database.StringSetAsync("kept", "value");

        await server.StopAsync();
        await Eventually.HoldsAsync(() => !redis.IsConnected, "the loss is noticed");
        await Assert.ThrowsAsync<RedisConnectionException>(() => database.StringGetAsync("kept"));
        await server.StartAsync();

        await Eventually.HoldsAsync(() => redis.IsConnected, "it is connected again");
        Assert.Equal("value", await Until(() => database.StringGetAsync("kept")));
        await Eventually.HoldsAsync(
            async () => await Until(() => database.PublishAsync(channel, "again")) > 0, "the subscription lives again");
        Assert.Equal("again", (await news.ReadAsync()).Message);
        await Eventually.HoldsAsync(
            () => new[] { "failed Interactive", "restored Interactive", "failed Subscription", "restored Subscription" }
                .All(events.Contains),
            "the events have come");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_timeout_and_late_answers_reach_nobody_else()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = redis.GetDatabase();
        await database.StringSetAsync("late", "late answer");

        await server.FreezeAsync();
        var error = await Assert.ThrowsAsync<RedisTimeoutException>(() => database.StringGetAsync("late"));
        await server.ThawAsync();

        Assert.IsAssignableFrom<TimeoutException>(error);
        Assert.Equal(1, await Until(() => database.StringIncrementAsync("counter")));
        Assert.Equal("late answer", await database.StringGetAsync("late"));
    }

    [Fact]
    public async Task A_command_whose_connection_dies_fails_and_is_not_sent_again()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var victim = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},asyncTimeout=30000");
        await using var other = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var id = (long)await victim.GetDatabase().ExecuteAsync("CLIENT", "ID");

        var sent = victim.GetDatabase().ExecuteAsync("BLPOP", "list", 0);
        await Eventually.HoldsAsync(
            async () => ((string?)await other.GetDatabase().ExecuteAsync("CLIENT", "LIST", "ID", id))!
                .Contains("cmd=blpop", StringComparison.Ordinal),
            "the server has the command");
        await other.GetDatabase().ExecuteAsync("CLIENT", "KILL", "ID", id);

        await Assert.ThrowsAsync<RedisConnectionException>(() => sent);
        await Eventually.HoldsAsync(() => victim.IsConnected, "it is connected again");
        await Until(() => victim.GetDatabase().PingAsync());
        Assert.Equal(1, (int)await other.GetDatabase().ExecuteAsync("RPUSH", "list", "item"));
        Assert.Equal(1, (int)await victim.GetDatabase().ExecuteAsync("LLEN", "list"));
    }

    [Fact]
    public async Task When_the_server_is_killed_under_load_every_caller_gets_an_error_and_none_hangs()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = redis.GetDatabase();
        async Task CallUntilItFailsAsync(int caller)
        {
            while (await database.HashIncrementAsync("load", caller) > 0)
            {
            }
        }

        var callers = Enumerable.Range(0, 200).Select(CallUntilItFailsAsync).ToArray();
        await Eventually.HoldsAsync(async () => await database.HashLengthAsync("load") == callers.Length, "all are at work");
        await server.KillAsync();

        foreach (var caller in callers)
        {
            var error = await Record.ExceptionAsync(() => caller);
            Assert.True(error is RedisConnectionException or RedisTimeoutException, $"{error}");
        }
    }

    [Fact]
    public async Task Without_a_server_connecting_fails_at_once_or_goes_on_trying_as_configured()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await server.StopAsync();

        var error = await Assert.ThrowsAsync<RedisConnectionException>(
            () => ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},abortConnect=true"));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        Assert.Equal(ConnectionFailureType.UnableToConnect, error.FailureType);
        Assert.False(redis.IsConnected);
        await Assert.ThrowsAsync<RedisConnectionException>(() => redis.GetDatabase().PingAsync());
        await server.StartAsync();
        await Eventually.HoldsAsync(() => redis.IsConnected, "it finds the server");
        await Until(() => redis.GetDatabase().PingAsync());
    }

    [Fact]
    public async Task A_wrong_password_is_said_clearly_and_never_repeated()
    {
        const string Wrong = "a-wrong-secret";
        await using var server = await RedisProcess.StartNewAsync();
        var address = $"127.0.0.1:{server.Port},password={Wrong},syncTimeout=1000,connectTimeout=1000";

        var refused = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(address));
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{address},abortConnect=false");
        var failed = await Assert.ThrowsAsync<RedisConnectionException>(() => redis.GetDatabase().PingAsync());

        Assert.Equal(ConnectionFailureType.AuthenticationFailure, refused.FailureType);
        Assert.Contains("authentication failure", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_has_its_user_its_name_and_its_database()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var admin = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "worker", "on", ">its-password", "~*", "&*", "+@all");

        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{server.Port},user=worker,password=its-password,name=contract,defaultDatabase=3");
        await redis.GetDatabase().StringSetAsync("key", 1);

        Assert.Equal("worker", (string?)await redis.GetDatabase().ExecuteAsync("ACL", "WHOAMI"));
        Assert.Equal("contract", (string?)await redis.GetDatabase().ExecuteAsync("CLIENT", "GETNAME"));
        Assert.Equal(3, redis.GetDatabase().Database);
        Assert.True(await admin.GetDatabase(3).KeyExistsAsync("key"));
        Assert.False(await admin.GetDatabase(0).KeyExistsAsync("key"));
    }

    [Fact]
    public async Task With_several_servers_named_one_that_answers_is_used()
    {
        await using var dead = await RedisProcess.StartNewAsync();
        await using var alive = await RedisProcess.StartNewAsync();
        await dead.StopAsync();

        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{dead.Port},{alive.ConnectionString}");

        await Eventually.HoldsAsync(() => redis.IsConnected, "the living one is found");
        Assert.True(await redis.GetDatabase().StringSetAsync("key", 1));
    }

    [Fact]
    public async Task Over_TLS_the_certificate_decides()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=redis.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await using var server = await RedisProcess.StartNewWithTlsAsync(
            certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        var options = ConfigurationOptions.Parse($"{server.ConnectionString},ssl=true,sslHost=redis.test,abortConnect=true");

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
        options.CertificateValidation += (_, presented, _, _) =>
            presented!.GetCertHashString() == certificate.GetCertHashString();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);

        Assert.True(await redis.GetDatabase().StringSetAsync("key", new byte[1_000_000]));
        Assert.Equal(1_000_000, await redis.GetDatabase().StringLengthAsync("key"));
    }

    [Fact]
    public async Task Closing_lets_what_was_sent_complete_and_refuses_what_comes_after()
    {
        await using var server = await RedisProcess.StartNewAsync();
        var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = redis.GetDatabase();

        var sent = Enumerable.Range(0, 500).Select(_ => database.StringIncrementAsync("counter")).ToArray();
        await redis.CloseAsync();

        Assert.Equal(500, (await Task.WhenAll(sent)).Max());
        Assert.False(redis.IsConnected);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.PingAsync());
        await redis.DisposeAsync();
    }

    /// <summary>Calls until the connection carries it: the state can be ahead of, or behind, what the server does.</summary>
    private static async Task<T> Until<T>(Func<Task<T>> call)
    {
        T result = default!;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    result = await call();
                    return true;
                }
                catch (Exception error) when (error is RedisConnectionException or RedisTimeoutException)
                {
                    return false;
                }
            },
            "the call succeeds");
        return result;
    }
}
