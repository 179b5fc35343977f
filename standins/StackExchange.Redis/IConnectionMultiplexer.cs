using System.Net;

namespace StackExchange.Redis;

/// <summary>
/// One connection to one server, shared by any number of callers; it connects again by itself. A second connection carries
/// the subscriptions.
/// </summary>
public interface IConnectionMultiplexer : IDisposable, IAsyncDisposable
{
    event EventHandler<ConnectionFailedEventArgs> ConnectionFailed;

    event EventHandler<ConnectionFailedEventArgs> ConnectionRestored;

    event EventHandler<InternalErrorEventArgs> InternalError;

    string ClientName { get; }

    /// <summary>The options as a string, with the password: not for logs.</summary>
    string Configuration { get; }

    int TimeoutMilliseconds { get; }

    long OperationCount { get; }

    bool IsConnected { get; }

    bool IsConnecting { get; }

    IDatabase GetDatabase(int db = -1, object? asyncState = null);

    ISubscriber GetSubscriber(object? asyncState = null);

    EndPoint[] GetEndPoints(bool configuredOnly = false);

    IServer GetServer(EndPoint endpoint, object? asyncState = null);

    IServer[] GetServers();

    string GetStatus();

    void Close(bool allowCommandsToComplete = true);

    Task CloseAsync(bool allowCommandsToComplete = true);
}
