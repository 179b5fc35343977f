namespace ZoomAspire.Core.Accounts;

/// <summary>The provider refuses this connection's tokens for good: its owner must connect again.</summary>
/// <param name="connectionId">The connection.</param>
public sealed class ReauthorizationRequiredException(long connectionId)
    : Exception($"Connection {connectionId} must be authorised again by its owner.")
{
    /// <summary>The connection.</summary>
    public long ConnectionId { get; } = connectionId;
}

/// <summary>The connection does not exist, has ended, or was never finished: there is no token for it.</summary>
/// <param name="connectionId">The connection.</param>
public sealed class ConnectionGoneException(long connectionId) : Exception($"Connection {connectionId} is not connected.")
{
    /// <summary>The connection.</summary>
    public long ConnectionId { get; } = connectionId;
}
