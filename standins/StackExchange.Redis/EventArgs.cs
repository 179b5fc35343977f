using System.Net;

namespace StackExchange.Redis;

public class ConnectionFailedEventArgs(
    object sender,
    EndPoint endPoint,
    ConnectionType connectionType,
    ConnectionFailureType failureType,
    Exception? exception,
    string physicalName) : EventArgs
{
    internal object Sender { get; } = sender;

    public ConnectionType ConnectionType { get; } = connectionType;

    public EndPoint? EndPoint { get; } = endPoint;

    public Exception? Exception { get; } = exception;

    public ConnectionFailureType FailureType { get; } = failureType;

    public override string ToString() => physicalName;
}

public class InternalErrorEventArgs(
    object sender, EndPoint endpoint, ConnectionType connectionType, Exception exception, string origin) : EventArgs
{
    internal object Sender { get; } = sender;

    public ConnectionType ConnectionType { get; } = connectionType;

    public EndPoint? EndPoint { get; } = endpoint;

    public Exception Exception { get; } = exception;

    public string? Origin { get; } = origin;
}
