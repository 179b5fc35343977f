using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Connecting, from the link to the finish. A link made for one Telegram user can be clicked by somebody else; therefore an
/// approval at the provider only prepares a connection, and it is finished by a nonce that only the approving browser saw, sent
/// privately by the Telegram user for whom the link was made.
/// </summary>
public sealed class OAuthFlows
{
    /// <summary>Longest time between taking a state and having stored what it led to.</summary>
    internal static readonly TimeSpan ExchangeTime = TimeSpan.FromMinutes(2);

    /// <summary>How long an ended flow is kept: to answer late clicks truthfully, and for undo.</summary>
    private static readonly TimeSpan KeptTime = TimeSpan.FromDays(1);

    private const int MaxLocaleLength = 35;

    private readonly ConnectionStore _store;
    private readonly Connections _connections;
    private readonly FlowApproval _approval;
    private readonly FlowFinish _finish;
    private readonly IOAuthProvider _provider;
    private readonly TokenRevoker _revoker;
    private readonly StateTokens _states;
    private readonly Sealer _sealer;
    private readonly AccountsMetrics _metrics;

    internal OAuthFlows(
        ConnectionStore store,
        Connections connections,
        FlowApproval approval,
        FlowFinish finish,
        IOAuthProvider provider,
        TokenRevoker revoker,
        StateTokens states,
        Sealer sealer,
        AccountsMetrics metrics)
    {
        _store = store;
        _connections = connections;
        _approval = approval;
        _finish = finish;
        _provider = provider;
        _revoker = revoker;
        _states = states;
        _sealer = sealer;
        _metrics = metrics;
    }

    private ZoomAspireContext Context => _store.Context;

    /// <summary>Starts a flow: the address of the provider's consent page, good for ten minutes and one use.</summary>
    /// <param name="userId">Who connects.</param>
    /// <param name="chatId">Where recordings shall go.</param>
    /// <param name="messageThreadId">The forum topic, if any.</param>
    /// <param name="locale">The user's language tag, if known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The chat is the private chat of somebody else.</exception>
    public async Task<Uri> StartAsync(
        TelegramUserId userId, TelegramChatId chatId, int? messageThreadId, string? locale, CancellationToken cancellationToken)
    {
        if (chatId.IsPrivate && chatId != TelegramChatId.PrivateWith(userId))
        {
            throw new ArgumentException("Recordings go to a group or to the user's own private chat.", nameof(chatId));
        }

        var now = await _store.Clock.NowAsync(cancellationToken);
        var verifier = Pkce.NewVerifier();
        var id = Guid.NewGuid();
        var flow = new OAuthFlow
        {
            Id = id,
            Provider = _provider.Name,
            TelegramUserId = userId,
            ChatId = chatId,
            MessageThreadId = messageThreadId,
            Locale = locale is { Length: <= MaxLocaleLength } ? locale : null,
            CodeVerifier = _sealer.Seal(verifier, SealedPlace.CodeVerifierOf(id)),
            CreatedAt = now,
            ExpiresAt = now + StateTokens.Lifetime,
        };
        Context.OAuthFlows.Add(flow);
        await Context.SaveChangesAsync(cancellationToken);
        _metrics.ConnectStarted();
        return _provider.AuthorizeUri(_states.Sign(flow), Pkce.ChallengeFor(verifier));
    }

    /// <summary>In which language the user of a flow is spoken to.</summary>
    /// <param name="state">The <c>state</c> parameter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>IETF language tag; null for a state that is not genuine, and for users of whom we do not know.</returns>
    public async Task<string?> FindLanguageAsync(string state, CancellationToken cancellationToken) => _states.Read(state) is { } genuine
        ? await Context.Users.Where(user => user.TelegramUserId == genuine.UserId)
            .Select(user => user.Language ?? user.Locale)
            .SingleOrDefaultAsync(cancellationToken)
        : null;

    /// <summary>Takes the provider's redirect: exchanges the code and prepares the connection.</summary>
    /// <param name="state">The <c>state</c> parameter.</param>
    /// <param name="code">The <c>code</c> parameter; null if the user refused.</param>
    /// <param name="cancellationToken">Gives up, as long as the state has not been taken.</param>
    public async Task<CallbackResult> CallbackAsync(string state, string? code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_states.Read(state) is not { } genuine)
        {
            return new CallbackResult.Forged();
        }

        var now = await _store.Clock.NowAsync(cancellationToken);
        if (genuine.ExpiresAt <= now)
        {
            return new CallbackResult.Expired();
        }

        if (await TakeAsync(genuine, now, cancellationToken) is not { } flow)
        {
            return new CallbackResult.AlreadyUsed();
        }

        return code is null ? await _approval.RefuseAsync(flow) : await _approval.ApproveAsync(flow, code);
    }

    /// <summary>Where a flow that waits for this user would deliver: to be checked where it is a group.</summary>
    /// <param name="nonce">What follows <c>c_</c>.</param>
    /// <param name="userId">Who sent it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The place; null for whatever <see cref="FinishAsync(string, TelegramUserId, CancellationToken)"/> would not finish.</returns>
    public async Task<DeliveryPlace?> FindPlaceAsync(string nonce, TelegramUserId userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nonce);
        var hash = FinishNonce.HashOf(nonce);
        var flow = await Context.OAuthFlows.AsNoTracking()
            .SingleOrDefaultAsync(flow => flow.NonceHash == hash && flow.TelegramUserId == userId, cancellationToken);
        return FlowFinish.Verdict(flow, await _store.Clock.NowAsync(cancellationToken)) is null ? new DeliveryPlace(flow!.ChatId, flow.MessageThreadId) : null;
    }

    /// <summary>Finishes a flow: call it for a private <c>/start c_&lt;nonce&gt;</c>, never for one in a group.</summary>
    /// <param name="nonce">What follows <c>c_</c>.</param>
    /// <param name="userId">Who sent it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<FinishResult> FinishAsync(string nonce, TelegramUserId userId, CancellationToken cancellationToken) =>
        FinishAsync(nonce, userId, null, cancellationToken);

    /// <summary>The same, delivering elsewhere than the flow says.</summary>
    /// <param name="nonce">What follows <c>c_</c>.</param>
    /// <param name="userId">Who sent it.</param>
    /// <param name="place">Where recordings go; null for where the flow says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FinishResult> FinishAsync(
        string nonce, TelegramUserId userId, DeliveryPlace? place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nonce);
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var hash = FinishNonce.HashOf(nonce);
        var flow = (await Context.OAuthFlows.FromSql($"SELECT * FROM oauth_flows WHERE nonce_hash = {hash} FOR UPDATE")
            .ToListAsync(cancellationToken)).SingleOrDefault();
        if (FlowFinish.Verdict(flow, await _store.Clock.NowAsync(cancellationToken)) is { } verdict)
        {
            return verdict;
        }

        var (result, orphan) = flow!.TelegramUserId == userId
            ? (await _finish.ConnectAsync(flow, place ?? new DeliveryPlace(flow.ChatId, flow.MessageThreadId), cancellationToken), null)
            : await BurnAsync(flow, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (orphan is { } revocation)
        {
            await _revoker.RevokeAsync(revocation, cancellationToken);
        }

        return result;
    }

    /// <summary>
    /// Undoes a finished flow: disconnects what it connected, if that still belongs to the same user and no later flow has finished
    /// the same connection: whoever connected again wants it.
    /// </summary>
    /// <param name="undoId">From <see cref="FinishResult.Finished"/>.</param>
    /// <param name="userId">Who pressed the button.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DisconnectResult> UndoAsync(Guid undoId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        // Before it was noted when a flow finished its time to be finished must do.
        var connectionId = await Context.OAuthFlows
            .Where(flow => flow.Id == undoId && flow.TelegramUserId == userId && flow.Outcome == OAuthFlowOutcome.Finished)
            .Where(flow => !Context.OAuthFlows.Any(later => later.ConnectionId == flow.ConnectionId && later.Id != flow.Id &&
                later.Outcome == OAuthFlowOutcome.Finished && (later.FinishedAt ?? later.ExpiresAt) >= (flow.FinishedAt ?? flow.ExpiresAt)))
            .Select(flow => flow.ConnectionId)
            .SingleOrDefaultAsync(cancellationToken);
        return connectionId is { } id
            ? await _connections.DisconnectAsync(userId, id, cancellationToken)
            : DisconnectResult.NotFound;
    }

    /// <summary>
    /// Ends flows that were not finished in time, for the worker to call every minute or so. What only such a flow connected is
    /// revoked at the provider and erased; an account that was connected before keeps its fresh tokens.
    /// </summary>
    /// <param name="cancellationToken">Stops between two flows.</param>
    /// <returns>How many flows ended.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        while (await ExpireOneAsync(cancellationToken))
        {
            ended++;
        }

        var keptSince = await _store.Clock.NowAsync(cancellationToken) - KeptTime;
        await Context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (SELECT id FROM oauth_flows WHERE expires_at < {keptSince} ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM oauth_flows f USING old WHERE f.id = old.id
            """,
            cancellationToken);
        return ended;
    }

    /// <summary>Takes a state, once and for all: of several callbacks one gets the flow, the others null.</summary>
    private async Task<OAuthFlow?> TakeAsync(State state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = await Context.OAuthFlows.FromSql(
            $"""
            UPDATE oauth_flows SET outcome = 'exchanging', expires_at = {now + ExchangeTime}
            WHERE id = {state.FlowId} AND outcome = 'started' AND expires_at > {now}
              AND telegram_user_id = {state.UserId.Value} AND chat_id = {state.ChatId.Value}
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    private async Task<(FinishResult Result, Guid? Orphan)> BurnAsync(OAuthFlow flow, CancellationToken cancellationToken)
    {
        flow.Outcome = OAuthFlowOutcome.Burned;
        // Whom we have never met cannot be written to.
        if (await Context.Users.SingleOrDefaultAsync(user => user.TelegramUserId == flow.TelegramUserId, cancellationToken) is { } right)
        {
            JobQueue.Add(Context, JobKind.TellFlowBurned, right.Id, right.Id);
        }

        _store.Audit(AuditActions.FlowBurned, AuditActors.User, null, flow.ConnectionId);
        var orphan = await _store.DropPendingAsync(flow, cancellationToken);
        await Context.SaveChangesAsync(cancellationToken);
        return (new FinishResult.WrongUser(), orphan);
    }

    private async Task<bool> ExpireOneAsync(CancellationToken cancellationToken)
    {
        Context.ChangeTracker.Clear();
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var now = await _store.Clock.NowAsync(cancellationToken);
        var flow = (await Context.OAuthFlows.FromSql(
            $"""
            SELECT * FROM oauth_flows
            WHERE expires_at <= {now} AND outcome IN ('started', 'exchanging', 'awaiting_finish')
            ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken)).SingleOrDefault();
        if (flow is null)
        {
            return false;
        }

        if (flow.Outcome == OAuthFlowOutcome.AwaitingFinish)
        {
            _store.Audit(AuditActions.FlowExpired, AuditActors.System, null, flow.ConnectionId);
        }

        flow.Outcome = OAuthFlowOutcome.Expired;
        flow.CodeVerifier = null;
        var orphan = await _store.DropPendingAsync(flow, cancellationToken);
        await Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (orphan is { } revocation)
        {
            await _revoker.RevokeAsync(revocation, cancellationToken);
        }

        return true;
    }
}
