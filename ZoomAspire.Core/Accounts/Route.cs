namespace ZoomAspire.Core.Accounts;

/// <summary>Sends the recordings of one connection to one destination.</summary>
public sealed class Route
{
    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The user whose route it is: owner of both ends.</summary>
    public required long UserId { get; init; }

    /// <summary>The connection whose recordings it matches.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>Where they go.</summary>
    public required long DestinationId { get; init; }
}
