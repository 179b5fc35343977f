using System.Net;

namespace StackExchange.Redis;

/// <summary>Commands that concern a server and not one database. Those that change it need <c>allowAdmin=true</c>.</summary>
public interface IServer : IRedis
{
    EndPoint EndPoint { get; }

    bool IsConnected { get; }

    Task<long> DatabaseSizeAsync(int database = -1, CommandFlags flags = CommandFlags.None);

    Task<RedisResult> ExecuteAsync(string command, params object[] args);

    Task<RedisResult> ExecuteAsync(string command, ICollection<object> args, CommandFlags flags = CommandFlags.None);

    Task FlushDatabaseAsync(int database = -1, CommandFlags flags = CommandFlags.None);

    Task<string?> InfoRawAsync(RedisValue section = default, CommandFlags flags = CommandFlags.None);

    /// <summary>Pages through the keys with SCAN: those that exist throughout come at least once.</summary>
    IAsyncEnumerable<RedisKey> KeysAsync(
        int database = -1,
        RedisValue pattern = default,
        int pageSize = 250,
        long cursor = 0,
        int pageOffset = 0,
        CommandFlags flags = CommandFlags.None);

    Task<bool> ScriptExistsAsync(string script, CommandFlags flags = CommandFlags.None);

    Task ScriptFlushAsync(CommandFlags flags = CommandFlags.None);

    Task<byte[]> ScriptLoadAsync(string script, CommandFlags flags = CommandFlags.None);
}
