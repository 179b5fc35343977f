using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>What became of the attempt to finish a flow in Telegram.</summary>
public abstract record FinishResult
{
    private FinishResult()
    {
    }

    /// <summary>The connection delivers from now on.</summary>
    /// <param name="Account">The account that was connected.</param>
    /// <param name="ChatId">Where its recordings go.</param>
    /// <param name="MessageThreadId">The forum topic, if any.</param>
    /// <param name="UndoId">For the undo button: give it to <see cref="OAuthFlows.UndoAsync"/> within a day.</param>
    public sealed record Finished(ConnectedAccount Account, TelegramChatId ChatId, int? MessageThreadId, Guid UndoId) : FinishResult
    {
        /// <summary>What the provider was not allowed to grant, and what does not work by it.</summary>
        public IReadOnlyList<ScopeNeed> Missing { get; init; } = [];

        /// <summary>Whether the account's plan records to the cloud; null if the provider did not say.</summary>
        public bool? HasCloudRecording { get; init; }

        /// <summary>Whether the operator of the user's organisation linked it.</summary>
        public bool IsLinked { get; init; }

        /// <summary>Whether it took the place of one that the operator had linked for the same person, which has ended.</summary>
        public bool ReplacesLinked { get; init; }

        /// <summary>Whether routes from before say where recordings go, which have not changed; else they go to <see cref="ChatId"/>.</summary>
        public bool KeepsRoutes { get; init; }
    }

    /// <summary>The invitation to be linked is void: the Zoom account is connected by its user's own approval, which wins.</summary>
    public sealed record OwnConnection : FinishResult;

    /// <summary>
    /// The account's user is deactivated at the provider since it was approved, or its user invited: nothing is connected. The flow stays
    /// good for its time, should the user be activated again.
    /// </summary>
    public sealed record UserInactive : FinishResult;

    /// <summary>
    /// Another Telegram user opened the link: the flow has ended, and nothing is connected by it. The one for whom it was made is told
    /// by a job.
    /// </summary>
    public sealed record WrongUser : FinishResult;

    /// <summary>Too late, or the account was disconnected at the provider meanwhile: connect again.</summary>
    public sealed record Expired : FinishResult;

    /// <summary>The link was used before. Telegram may deliver one <c>/start</c> twice: answer gently.</summary>
    public sealed record AlreadyUsed : FinishResult;

    /// <summary>No such flow: mistyped or invented, or long gone.</summary>
    public sealed record Unknown : FinishResult;
}

/// <summary>Where recordings go.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="MessageThreadId">The forum topic, if any.</param>
public sealed record DeliveryPlace(TelegramChatId ChatId, int? MessageThreadId);

/// <summary>An account at a provider, as its owner knows it.</summary>
/// <param name="ConnectionId">Our connection.</param>
/// <param name="Provider">Provider name.</param>
/// <param name="Email">E-mail address there, if known. Untrusted text.</param>
/// <param name="DisplayName">Name there, if known. Untrusted text.</param>
public sealed record ConnectedAccount(long ConnectionId, string Provider, string? Email, string? DisplayName);
