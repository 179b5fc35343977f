namespace ZoomAspire.Core.Accounts;

/// <summary>Sends recordings of one connection to one destination: all of them, or those of some meetings. See <see cref="RouteChoice"/>.</summary>
public sealed class Route
{
    /// <summary>Characters of <see cref="SeriesTopic"/>.</summary>
    internal const int MaxTopicLength = 200;

    /// <summary>Our key.</summary>
    public long Id { get; private set; }

    /// <summary>The user whose route it is: owner of both ends.</summary>
    public required long UserId { get; init; }

    /// <summary>The connection whose recordings it matches.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>Where they go.</summary>
    public required long DestinationId { get; init; }

    /// <summary>Which of them.</summary>
    public RouteMatch Match { get; init; }

    /// <summary>For <see cref="RouteMatch.Series"/>: the meeting number, which all instances of a series share.</summary>
    public long? Series { get; init; }

    /// <summary>For <see cref="RouteMatch.Series"/>: its topic when the route was made, to tell it by. Untrusted text.</summary>
    public string? SeriesTopic { get; init; }

    /// <summary>For <see cref="RouteMatch.Words"/>: the words, as <see cref="TopicWords.Normalize"/> writes them. Untrusted text.</summary>
    public string? Words { get; init; }

    /// <summary>Whether what it matches comes to the private chat of its owner, too.</summary>
    public bool IsAlsoPrivate { get; set; }

    /// <summary>Whether it counts.</summary>
    public RouteState State { get; set; }

    /// <summary>How much of the notes goes there; null for as much as its owner wants anyway.</summary>
    public NotesLength? NotesLength { get; set; }

    /// <summary>Which sections of the notes go there; null for those that its owner wants anyway.</summary>
    public NotesSections? NotesSections { get; set; }

    /// <summary>The language around what was said there, as <c>SpokenLanguage</c> takes it; null for its owner's.</summary>
    public string? Language { get; set; }

    /// <summary>When an administrator was last asked, by the database's clock; null if nobody had to be.</summary>
    public DateTimeOffset? RequestedAt { get; set; }
}

/// <summary>Which recordings of its connection a <see cref="Route"/> matches.</summary>
public enum RouteMatch
{
    /// <summary>All of them.</summary>
    Everything,

    /// <summary>Those of one meeting, and of all instances of its series.</summary>
    Series,

    /// <summary>Those of meetings with some words in the topic.</summary>
    Words,
}

/// <summary>Whether a <see cref="Route"/> counts. What was refused, stopped or removed is deleted.</summary>
public enum RouteState
{
    /// <summary>It counts.</summary>
    Active,

    /// <summary>It waits for the consent of an administrator of its group, and does not count.</summary>
    Pending,
}
