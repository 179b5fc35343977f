using System.Diagnostics;
using StackExchange.Redis.Connections;

namespace StackExchange.Redis;

/// <summary>One file for each kind of value; here is what they share, and the commands on keys of any kind.</summary>
internal sealed partial class Database(ConnectionMultiplexer multiplexer, int database) : IDatabase
{
    public IConnectionMultiplexer Multiplexer => multiplexer;

    int IDatabase.Database => database;

    public bool IsConnected(RedisKey key, CommandFlags flags = CommandFlags.None) => multiplexer.IsConnected;

    public async Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None)
    {
        var started = Stopwatch.GetTimestamp();
        await SendAsync(Replies.Result, flags, "PING");
        return Stopwatch.GetElapsedTime(started);
    }

    public Task<RedisResult> ExecuteAsync(string command, params object[] args) => ExecuteAsync(command, args, CommandFlags.None);

    public Task<RedisResult> ExecuteAsync(
        string command, ICollection<object>? args, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Result, flags, command, Arguments.From(args));

    public Task<bool> KeyDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "DEL", Arguments.Key(key));

    public Task<long> KeyDeleteAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => keys.Length == 0
        ? Task.FromResult(0L)
        : SendAsync(Replies.Integer, flags, "DEL", Arguments.Keys(keys));

    public Task<bool> KeyExistsAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "EXISTS", Arguments.Key(key));

    public Task<long> KeyExistsAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => keys.Length == 0
        ? Task.FromResult(0L)
        : SendAsync(Replies.Integer, flags, "EXISTS", Arguments.Keys(keys));

    public Task<bool> KeyExpireAsync(RedisKey key, TimeSpan? expiry, CommandFlags flags) =>
        KeyExpireAsync(key, expiry, ExpireWhen.Always, flags);

    public Task<bool> KeyExpireAsync(
        RedisKey key, TimeSpan? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) =>
        expiry is { } time && time != TimeSpan.MaxValue
            ? SendAsync(
                Replies.Boolean,
                flags,
                "PEXPIRE",
                [Arguments.Key(key), time.Ticks / TimeSpan.TicksPerMillisecond, .. Condition(when)])
            : KeyPersistAsync(key, flags);

    public Task<bool> KeyExpireAsync(RedisKey key, DateTime? expiry, CommandFlags flags) =>
        KeyExpireAsync(key, expiry, ExpireWhen.Always, flags);

    public Task<bool> KeyExpireAsync(
        RedisKey key, DateTime? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) =>
        expiry is { } time && time != DateTime.MaxValue
            ? SendAsync(
                Replies.Boolean,
                flags,
                "PEXPIREAT",
                [
                    Arguments.Key(key),
                    new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds(),
                    .. Condition(when),
                ])
            : KeyPersistAsync(key, flags);

    public Task<bool> KeyPersistAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Boolean, flags, "PERSIST", Arguments.Key(key));

    public Task<TimeSpan?> KeyTimeToLiveAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.TimeToLive, flags, "PTTL", Arguments.Key(key));

    public Task<RedisType> KeyTypeAsync(RedisKey key, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.KeyType, flags, "TYPE", Arguments.Key(key));

    public Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) =>
        SendAsync(Replies.Integer, flags, "PUBLISH", channel.AsRedisValue(), message);

    private async Task<T> SendAsync<T>(
        Func<RedisResult, T> read, CommandFlags flags, string command, params RedisValue[] arguments) =>
        read(await multiplexer.SendAsync(new Message(command, arguments, database), flags));

    private static RedisValue[] Condition(ExpireWhen when) => when switch
    {
        ExpireWhen.GreaterThanCurrentExpiry => ["GT"],
        ExpireWhen.HasExpiry => ["XX"],
        ExpireWhen.HasNoExpiry => ["NX"],
        ExpireWhen.LessThanCurrentExpiry => ["LT"],
        _ => [],
    };

    private static RedisValue[] Condition(When when) => when switch
    {
        When.Exists => ["XX"],
        When.NotExists => ["NX"],
        _ => [],
    };
}
