namespace ZoomAspire.Core.Accounts;

/// <summary>The provider refuses this connection's tokens for good: its owner must connect again.</summary>
/// <param name="connectionId">The connection.</param>
/// <param name="isPaused">Whether it waits because its user is deactivated at the provider.</param>
public sealed class ReauthorizationRequiredException(long connectionId, bool isPaused = false)
    : Exception($"Connection {connectionId} must be authorised again by its owner.")
{
    /// <summary>Whether it waits because its user is deactivated at the provider: then its owner cannot do anything about it.</summary>
    public bool IsPaused { get; } = isPaused;

    /// <summary>The connection.</summary>
    public long ConnectionId { get; } = connectionId;
}

/// <summary>
/// The provider refuses the app of an organisation, or there is none any more: its operator must act, and no user can. What is linked by
/// it waits, and goes on by itself when the app works again.
/// </summary>
/// <param name="message">Why; no secret.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class OrganizationRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The connection does not exist, has ended, or was never finished: there is no token for it.</summary>
/// <param name="connectionId">The connection.</param>
public sealed class ConnectionGoneException(long connectionId) : Exception($"Connection {connectionId} is not connected.")
{
    /// <summary>The connection.</summary>
    public long ConnectionId { get; } = connectionId;
}
