namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Where the recordings of a meeting go. Routes for its series, or for words in its topic, count before those for everything; where
/// several match, each chat gets them once. A route takes the place of the private chat, unless it is for both; where none counts,
/// they go to the private chat.
/// </summary>
/// <param name="DestinationIds">The chats other than the private one.</param>
/// <param name="IsPrivate">Whether they go to the private chat of their owner, too.</param>
public sealed record RouteChoice(IReadOnlyList<long> DestinationIds, bool IsPrivate)
{
    /// <summary>Chooses.</summary>
    /// <param name="routes">All routes of the meeting's connection.</param>
    /// <param name="privateId">
    /// The destination that is the owner's private chat, if there is one: a route for everything that leads there says what is so anyway.
    /// </param>
    /// <param name="meeting">The meeting.</param>
    public static RouteChoice Of(IEnumerable<Route> routes, long? privateId, RoutedMeeting meeting)
    {
        var chosen = For(routes, meeting).Where(route => route.Match != RouteMatch.Everything || route.DestinationId != privateId).ToList();

        return new RouteChoice(
            [.. chosen.Select(route => route.DestinationId).Where(id => id != privateId).Distinct()],
            chosen.Count == 0 || chosen.Exists(route => route.IsAlsoPrivate || route.DestinationId == privateId));
    }

    /// <summary>The routes that count for a meeting: those for its series or its words, else those for everything.</summary>
    /// <param name="routes">Routes of the meeting's connection.</param>
    /// <param name="meeting">The meeting.</param>
    public static IReadOnlyList<Route> For(IEnumerable<Route> routes, RoutedMeeting meeting)
    {
        var active = routes.Where(route => route.State == RouteState.Active).ToList();
        var special = active.Where(route => IsFor(route, meeting)).ToList();
        return special.Count > 0 ? special : [.. active.Where(route => route.Match == RouteMatch.Everything)];
    }

    private static bool IsFor(Route route, RoutedMeeting meeting) => route switch
    {
        { Match: RouteMatch.Series, Series: > 0 } => route.Series == meeting.Number,
        { Match: RouteMatch.Words, Words: { Length: > 0 } words } => TopicWords.AreIn(words, meeting.Topic),
        _ => false,
    };
}

/// <summary>What routes look at.</summary>
/// <param name="Number">The meeting number, 64-bit, shared by all instances of a series.</param>
/// <param name="Topic">The topic. Untrusted text.</param>
public readonly record struct RoutedMeeting(long Number, string Topic);
