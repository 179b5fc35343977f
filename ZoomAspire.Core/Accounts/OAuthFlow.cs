using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// One attempt to connect: from <c>/connect</c> over the provider's consent page back to Telegram; or an invitation to be linked, from
/// <c>/link</c> to its answer, which has neither state nor nonce.
/// </summary>
public sealed class OAuthFlow
{
    /// <summary>Id of the state (the <c>jti</c> of the state JWT).</summary>
    public required Guid Id { get; init; }

    /// <summary>Provider name.</summary>
    public required string Provider { get; init; }

    /// <summary>The Telegram user for whom the link was made; only this user can finish the flow.</summary>
    public required TelegramUserId TelegramUserId { get; init; }

    /// <summary>The chat in which the link was made.</summary>
    public required TelegramChatId ChatId { get; init; }

    /// <summary>The forum topic in which the link was made, if any.</summary>
    public int? MessageThreadId { get; init; }

    /// <summary>The user's language tag, kept for the user's row until the flow is finished.</summary>
    public string? Locale { get; init; }

    /// <summary>The IANA time zone that the provider told, kept for the user's row until the flow is finished.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Sealed PKCE code verifier (RFC 7636); erased once used.</summary>
    public byte[]? CodeVerifier { get; set; }

    /// <summary>SHA-256 of the one-time nonce that finishes the flow in Telegram; null until the provider approved.</summary>
    public byte[]? NonceHash { get; set; }

    /// <summary>The connection that the approval produced or refreshed.</summary>
    public long? ConnectionId { get; set; }

    /// <summary>Of an invitation: the account of the user at the provider, as the provider told when it was made. Counts once it is accepted.</summary>
    public string? AccountId { get; init; }

    /// <summary>Of an invitation: the user's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Of an invitation: the user's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Of an invitation: whether the user's plan records to the cloud.</summary>
    public bool? HasCloudRecording { get; init; }

    /// <summary>Of an invitation: when the provider told this, by its own clock. Beside <see cref="CreatedAt"/> it shows how the clocks differ.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How far the flow came.</summary>
    public OAuthFlowOutcome Outcome { get; set; }

    /// <summary>When the current step ends: the state, then the nonce; by the clock that all processes share, as all times here.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was finished in Telegram; null if it was not, or before this was noted.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When the link was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>How far an <see cref="OAuthFlow"/> came.</summary>
public enum OAuthFlowOutcome
{
    /// <summary>The link was made; the provider has not answered.</summary>
    Started,

    /// <summary>The state was consumed by a callback that is being worked on.</summary>
    Exchanging,

    /// <summary>Approved at the provider, or an invitation; waits to be finished in Telegram.</summary>
    AwaitingFinish,

    /// <summary>Finished by the right Telegram user: the mapping is active.</summary>
    Finished,

    /// <summary>The user said no: at the provider, or to an invitation.</summary>
    Refused,

    /// <summary>The code exchange or the profile request failed.</summary>
    Failed,

    /// <summary>Opened by another Telegram user than the one it was made for: ended without a mapping.</summary>
    Burned,

    /// <summary>Not finished in time.</summary>
    Expired,
}
