using System.Net;
using StackExchange.Redis.Connections;

namespace StackExchange.Redis;

internal sealed class Server(ConnectionMultiplexer multiplexer, EndPoint endPoint, bool allowAdmin) : IServer
{
    public IConnectionMultiplexer Multiplexer => multiplexer;

    public EndPoint EndPoint => endPoint;

    public bool IsConnected => endPoint.Equals(multiplexer.ConnectedTo);

    public Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None) => multiplexer.GetDatabase().PingAsync(flags);

    public async Task<long> DatabaseSizeAsync(int database = -1, CommandFlags flags = CommandFlags.None) =>
        Replies.Integer(await SendAsync(database, flags, "DBSIZE"));

    public Task<RedisResult> ExecuteAsync(string command, params object[] args) => ExecuteAsync(command, args, CommandFlags.None);

    public Task<RedisResult> ExecuteAsync(
        string command, ICollection<object> args, CommandFlags flags = CommandFlags.None) =>
        SendAsync(-1, flags, command, Arguments.From(args));

    public Task FlushDatabaseAsync(int database = -1, CommandFlags flags = CommandFlags.None)
    {
        RequireAdmin("FLUSHDB");
        return SendAsync(database, flags, "FLUSHDB");
    }

    public async Task<string?> InfoRawAsync(RedisValue section = default, CommandFlags flags = CommandFlags.None)
    {
        RequireAdmin("INFO");
        return (string?)await (section.IsNullOrEmpty ? SendAsync(-1, flags, "INFO") : SendAsync(-1, flags, "INFO", section));
    }

    public async IAsyncEnumerable<RedisKey> KeysAsync(
        int database = -1,
        RedisValue pattern = default,
        int pageSize = 250,
        long cursor = 0,
        int pageOffset = 0,
        CommandFlags flags = CommandFlags.None)
    {
        var next = (RedisValue)cursor;
        var skip = pageOffset;
        do
        {
            var glob = pattern.IsNullOrEmpty ? (RedisValue)"*" : pattern;
            var page = await SendAsync(database, flags, "SCAN", next, "MATCH", glob, "COUNT", pageSize);
            next = (RedisValue)page[0];
            foreach (var key in ((RedisKey[]?)page[1] ?? []).Skip(skip))
            {
                yield return key;
            }

            skip = 0;
        }
        while (next != 0);
    }

    public async Task<bool> ScriptExistsAsync(string script, CommandFlags flags = CommandFlags.None) =>
        Replies.Boolean((await SendAsync(-1, flags, "SCRIPT", "EXISTS", Script.Hash(script)))[0]);

    public Task ScriptFlushAsync(CommandFlags flags = CommandFlags.None)
    {
        RequireAdmin("SCRIPT FLUSH");
        return SendAsync(-1, flags, "SCRIPT", "FLUSH");
    }

    public async Task<byte[]> ScriptLoadAsync(string script, CommandFlags flags = CommandFlags.None) =>
        Convert.FromHexString(((string?)await SendAsync(-1, flags, "SCRIPT", "LOAD", script))!);

    private Task<RedisResult> SendAsync(int database, CommandFlags flags, string command, params RedisValue[] arguments)
    {
        if (multiplexer.ConnectedTo is { } current && !current.Equals(endPoint))
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToResolvePhysicalConnection,
                $"{EndPointCollection.ToString(endPoint)} is not the server in use.");
        }

        return multiplexer.SendAsync(
            new Message(command, arguments, database < 0 ? multiplexer.DefaultDatabase : database), flags);
    }

    private void RequireAdmin(string command)
    {
        if (!allowAdmin)
        {
            throw new RedisCommandException($"This operation is not available unless admin mode is enabled: {command}");
        }
    }
}
