using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>A connection as its owner sees it in <c>/status</c>.</summary>
/// <param name="Account">The account.</param>
/// <param name="Status"><see cref="ConnectionStatus.Active"/> or <see cref="ConnectionStatus.NeedsReauth"/>.</param>
/// <param name="AuthorizedAt">When its owner last approved at the provider.</param>
/// <param name="ConnectedAt">Since when it delivers to this owner.</param>
/// <param name="LastRefreshAt">When its tokens were last refreshed.</param>
/// <param name="LastUsedAt">When it was last used, to the hour.</param>
/// <param name="Destinations">Where its recordings go.</param>
public sealed record ConnectionSummary(
    ConnectedAccount Account,
    ConnectionStatus Status,
    DateTimeOffset AuthorizedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? LastRefreshAt,
    DateTimeOffset? LastUsedAt,
    IReadOnlyList<DestinationSummary> Destinations)
{
    /// <summary>What the provider was not allowed to grant, and what does not work by it.</summary>
    public IReadOnlyList<ScopeNeed> Missing { get; init; } = [];

    /// <summary>
    /// Since when the user is deactivated at the provider: the connection waits, and its owner can do nothing about it. Null while not.
    /// </summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Whether the operator of the owner's organisation linked it.</summary>
    public bool IsLinked { get; init; }

    /// <summary>Whether it waits because the provider refuses its organisation's app: for the operator, not for its owner.</summary>
    public bool IsOrganizationRefused { get; init; }

    /// <summary>Whether recordings of some meetings go elsewhere than the others.</summary>
    public bool IsRoutedByMeeting { get; init; }

    /// <summary>Whether it waits for its owner to approve again.</summary>
    public bool NeedsOwner => Status == ConnectionStatus.NeedsReauth && PausedAt is null;
}

/// <summary>A chat to which a connection delivers.</summary>
/// <param name="DestinationId">Our key.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="MessageThreadId">The forum topic, if any.</param>
/// <param name="Kind">Kind of chat.</param>
/// <param name="Title">Its title as last seen. Untrusted text.</param>
/// <param name="State">Whether messages reach it.</param>
public sealed record DestinationSummary(
    long DestinationId, TelegramChatId ChatId, int? MessageThreadId, DestinationKind Kind, string? Title, DestinationState State)
{
    /// <summary>
    /// What its topic is called, as last seen: of a forum without <see cref="MessageThreadId"/> it is the General one. Null where the chat has no
    /// topics, or the bot was not told. Untrusted text.
    /// </summary>
    public string? TopicName { get; init; }
}

/// <summary>What became of a wish to disconnect.</summary>
public enum DisconnectResult
{
    /// <summary>Ended and revoked at the provider.</summary>
    Disconnected,

    /// <summary>Ended, but the provider could not be reached to revoke: that is tried until it succeeds.</summary>
    DisconnectedRevocationPending,

    /// <summary>
    /// Ended, and nothing is left with us, but the tokens cannot be opened to revoke them: the owner may remove the app at the provider.
    /// </summary>
    DisconnectedButNotRevoked,

    /// <summary>Ended. It was linked, so there was nothing to revoke: the token is its organisation's.</summary>
    DisconnectedOrganization,

    /// <summary>This user has no such connection.</summary>
    NotFound,
}
