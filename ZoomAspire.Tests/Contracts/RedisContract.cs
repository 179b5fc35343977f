using StackExchange.Redis;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Contracts;

/// <summary>
/// What the product relies on of StackExchange.Redis, stated against whichever is compiled in: the package or its stand-in.
/// </summary>
public abstract class RedisContract : IAsyncLifetime
{
    private ConnectionMultiplexer? _redis;

    protected ConnectionMultiplexer Redis => _redis!;

    protected IDatabase Database => Redis.GetDatabase();

    /// <summary>A key of this test's own.</summary>
    protected RedisKey Key { get; } = NewKey();

    protected static RedisKey NewKey() => $"contract:{Guid.NewGuid():n}";

    protected static Task<ConnectionMultiplexer> ConnectAsync(string options = "") =>
        ConnectionMultiplexer.ConnectAsync($"{TestServices.Redis},{options}");

    public virtual async Task InitializeAsync() => _redis = await ConnectAsync();

    public virtual async Task DisposeAsync()
    {
        await Database.KeyDeleteAsync(Key);
        await Redis.DisposeAsync();
    }
}
