using System.Net;

namespace StackExchange.Redis;

#pragma warning disable CS0067 // Surface first: the connection follows.
public sealed class ConnectionMultiplexer : IConnectionMultiplexer
{
    public event EventHandler<ConnectionFailedEventArgs>? ConnectionFailed;

    public event EventHandler<ConnectionFailedEventArgs>? ConnectionRestored;

    public event EventHandler<InternalErrorEventArgs>? InternalError;

    public string ClientName => throw new NotImplementedException();

    public string Configuration => throw new NotImplementedException();

    public int TimeoutMilliseconds => throw new NotImplementedException();

    public long OperationCount => throw new NotImplementedException();

    public bool IsConnected => throw new NotImplementedException();

    public bool IsConnecting => throw new NotImplementedException();

    public static Task<ConnectionMultiplexer> ConnectAsync(string configuration, TextWriter? log = null) =>
        ConnectAsync(ConfigurationOptions.Parse(configuration), log);

    public static Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration, TextWriter? log = null) =>
        throw new NotImplementedException();

    public static ConnectionMultiplexer Connect(string configuration, TextWriter? log = null) =>
        Connect(ConfigurationOptions.Parse(configuration), log);

    public static ConnectionMultiplexer Connect(ConfigurationOptions configuration, TextWriter? log = null) =>
        throw new NotImplementedException();

    public IDatabase GetDatabase(int db = -1, object? asyncState = null) => throw new NotImplementedException();

    public ISubscriber GetSubscriber(object? asyncState = null) => throw new NotImplementedException();

    public EndPoint[] GetEndPoints(bool configuredOnly = false) => throw new NotImplementedException();

    public IServer GetServer(EndPoint endpoint, object? asyncState = null) => throw new NotImplementedException();

    public IServer[] GetServers() => throw new NotImplementedException();

    public string GetStatus() => throw new NotImplementedException();

    public void Close(bool allowCommandsToComplete = true) => throw new NotImplementedException();

    public Task CloseAsync(bool allowCommandsToComplete = true) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
