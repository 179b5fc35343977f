using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Connecting, from the link to the finish. A link made for one Telegram user can be clicked by somebody else; therefore an
/// approval at the provider only prepares a connection, and it is finished by a nonce that only the approving browser saw, sent
/// privately by the Telegram user for whom the link was made.
/// </summary>
public sealed class OAuthFlows
{
    /// <summary>Starts a flow: the address of the provider's consent page, good for ten minutes and one use.</summary>
    /// <param name="userId">Who connects.</param>
    /// <param name="chatId">Where recordings shall go.</param>
    /// <param name="messageThreadId">The forum topic, if any.</param>
    /// <param name="locale">The user's language tag, if known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Uri> StartAsync(
        TelegramUserId userId, TelegramChatId chatId, int? messageThreadId, string? locale, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Takes the provider's redirect: exchanges the code and prepares the connection.</summary>
    /// <param name="state">The <c>state</c> parameter.</param>
    /// <param name="code">The <c>code</c> parameter; null if the user refused.</param>
    /// <param name="cancellationToken">Gives up, as long as the code has not been exchanged.</param>
    public Task<CallbackResult> CallbackAsync(string state, string? code, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Finishes a flow: call it for a private <c>/start c_&lt;nonce&gt;</c>, never for one in a group.</summary>
    /// <param name="nonce">What follows <c>c_</c>.</param>
    /// <param name="userId">Who sent it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FinishResult> FinishAsync(string nonce, TelegramUserId userId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Undoes a finished flow: disconnects what it connected, if it still belongs to the same user.</summary>
    /// <param name="undoId">From <see cref="FinishResult.Finished"/>.</param>
    /// <param name="userId">Who pressed the button.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DisconnectResult> UndoAsync(Guid undoId, TelegramUserId userId, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Ends flows that were not finished in time, for the worker to call every minute or so. What only such a flow connected is
    /// revoked at the provider and erased; an account that was connected before keeps its fresh tokens.
    /// </summary>
    /// <param name="cancellationToken">Stops between two flows.</param>
    /// <returns>How many flows ended.</returns>
    public Task<int> ExpireAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
