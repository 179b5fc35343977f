using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>A route with what is said of it.</summary>
/// <param name="Route">The route.</param>
/// <param name="Account">Whose recordings.</param>
/// <param name="Destination">Where to.</param>
/// <param name="OwnerId">Whose route; null for users who came without Telegram.</param>
public sealed record RouteSummary(Route Route, ConnectedAccount Account, DestinationSummary Destination, TelegramUserId? OwnerId);

/// <summary>A route that somebody wants.</summary>
/// <param name="ConnectionId">Whose recordings. Can be forged.</param>
/// <param name="DestinationId">Where to. Can be forged.</param>
/// <param name="Match">Which of them.</param>
public sealed record RouteWish(long ConnectionId, long DestinationId, RouteMatch Match)
{
    /// <summary>For <see cref="RouteMatch.Series"/>: the meeting number.</summary>
    public long? Series { get; init; }

    /// <summary>For <see cref="RouteMatch.Series"/>: its topic. Untrusted text.</summary>
    public string? SeriesTopic { get; init; }

    /// <summary>For <see cref="RouteMatch.Words"/>: from <see cref="TopicWords.Normalize"/>.</summary>
    public string? Words { get; init; }
}

/// <summary>What became of the wish for a route.</summary>
/// <param name="Outcome">What.</param>
/// <param name="RouteId">The route, if there is one now.</param>
public sealed record RouteAddition(RouteOutcome Outcome, long? RouteId = null);

/// <summary>What became of the wish for a route.</summary>
public enum RouteOutcome
{
    /// <summary>It is there, and counts unless an administrator has to consent.</summary>
    Added,

    /// <summary>It was there before.</summary>
    Known,

    /// <summary>The connection has ended, or it or the destination is somebody else's.</summary>
    NotYours,

    /// <summary>The user has as many as there may be.</summary>
    TooMany,

    /// <summary>As many as may be wait for the consent of the same group.</summary>
    TooManyRequests,

    /// <summary>The administrators of the group were asked as often as they may be for now.</summary>
    AskedOften,

    /// <summary>An administrator of the group has refused or stopped a route of the user lately.</summary>
    Refused,
}
