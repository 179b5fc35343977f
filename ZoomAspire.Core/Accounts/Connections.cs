using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>What users, and providers on their behalf, do with finished connections.</summary>
public sealed class Connections
{
    /// <summary>The connections of a user that deliver or would if authorised again, oldest first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<ConnectionSummary>> GetForUserAsync(TelegramUserId userId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Ends a connection: erases its tokens and routes, tells the observers, revokes at the provider.</summary>
    /// <param name="userId">Who wants it; must be the owner.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up, as long as nothing has been changed.</param>
    public Task<DisconnectResult> DisconnectAsync(
        TelegramUserId userId, long connectionId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Takes the provider's word that a user removed the app. Counts only for our client id and only if it happened after the
    /// connection was last authorised: notices arrive late and more than once.
    /// </summary>
    /// <param name="accountId">The provider's account.</param>
    /// <param name="externalUserId">The provider's user.</param>
    /// <param name="at">When the user removed the app.</param>
    /// <param name="clientId">The app that was removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The private chat of the owner, who is to be told; null if nothing of anybody's ended.</returns>
    public Task<TelegramChatId?> DeauthorizedAsync(
        string accountId, ZoomUserId externalUserId, DateTimeOffset at, string clientId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
