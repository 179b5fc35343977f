using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>Names of forum topics, for destinations that lead there.</summary>
internal static class ForumTopicRows
{
    /// <summary>So long after a topic was last seen its name goes, if its chat is nobody's destination.</summary>
    public static readonly TimeSpan KeptUnused = TimeSpan.FromDays(30);

    /// <summary>The names of the topics to which destinations lead, to be a part of other queries.</summary>
    public static IQueryable<DestinationTopic> OfDestinations(ZoomAspireContext context) =>
        from destination in context.Destinations
        join topic in context.ForumTopics
            on new { destination.ChatId, MessageThreadId = destination.MessageThreadId ?? ForumTopic.General }
            equals new { topic.ChatId, topic.MessageThreadId }
        select new DestinationTopic { DestinationId = destination.Id, Name = topic.Name };
}

/// <summary>The name of the topic to which a destination leads.</summary>
internal sealed class DestinationTopic
{
    /// <summary>The destination.</summary>
    public required long DestinationId { get; init; }

    /// <summary>The topic's name. Untrusted text.</summary>
    public required string Name { get; init; }
}
