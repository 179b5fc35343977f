namespace StackExchange.Redis;

public interface IRedisAsync
{
    IConnectionMultiplexer Multiplexer { get; }

    /// <summary>How long the server took to answer.</summary>
    Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None);
}

public interface IRedis : IRedisAsync;
