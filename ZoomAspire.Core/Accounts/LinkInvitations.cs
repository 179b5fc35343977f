using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Linking: the operator names a Telegram user and a user of the organisation's Zoom account; the Telegram user accepts or declines,
/// privately. Nothing is delivered before. An invitation is good for a day and one answer, by that user only.
/// </summary>
public sealed class LinkInvitations
{
    /// <summary>How long an invitation may be answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int MaxEmailLength = 128;
    private const int MaxNameLength = 256;

    private readonly ConnectionStore _store;
    private readonly FlowFinish _finish;
    private readonly IOrganizationApp _app;
    private readonly IOAuthProvider _provider;
    private readonly ZoomClient _zoom;

    internal LinkInvitations(
        ConnectionStore store, FlowFinish finish, IOrganizationApp app, IOAuthProvider provider, ZoomClient zoom)
    {
        _store = store;
        _finish = finish;
        _app = app;
        _provider = provider;
        _zoom = zoom;
    }

    private ZoomAspireContext Context => _store.Context;

    /// <summary>Prepares an invitation; the caller sends it. An earlier one for the same Zoom user becomes void.</summary>
    /// <param name="person">Who is to be linked.</param>
    /// <param name="email">The e-mail address at Zoom.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ZoomApiException">Zoom refused or could not be asked.</exception>
    /// <exception cref="OrganizationRefusedException">Zoom refuses the organisation's app.</exception>
    /// <exception cref="OAuthException">A token could not be fetched now.</exception>
    public async Task<LinkResult> InviteAsync(
        TelegramUserId person, string email, TelegramUserId by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (!_app.IsConfigured)
        {
            return new LinkResult.NotConfigured();
        }

        // A bot cannot write first.
        if (await Context.Users.SingleOrDefaultAsync(user => user.TelegramUserId == person, cancellationToken) is not { } user)
        {
            return new LinkResult.UnknownPerson();
        }

        if (!IsEmail(email) || await _zoom.FindUserAsync(email, cancellationToken) is not { } found ||
            (found.AccountId ?? _app.AccountId) != _app.AccountId)
        {
            return new LinkResult.NoSuchZoomUser();
        }

        var profile = found.ToProviderProfile(_app.AccountId);
        profile = profile with { Email = found.Email ?? email, DisplayName = IfSane(found.DisplayName) };
        if (found.IsActive == false)
        {
            return new LinkResult.UserInactive(new ConnectedAccount(0, _provider.Name, profile.Email, profile.DisplayName));
        }

        return await PrepareAsync(new Wish(user, profile, found.ToldAt, by), cancellationToken);
    }

    /// <summary>The invited user accepts: from now on recordings arrive in the private chat.</summary>
    /// <param name="invitationId">From <see cref="LinkResult.Invited"/>.</param>
    /// <param name="userId">Who pressed the button, in the private chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FinishResult> AcceptAsync(Guid invitationId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var flow = await LockAsync(invitationId, userId, cancellationToken);
        var now = await _store.Clock.NowAsync(cancellationToken);
        if (FlowFinish.Verdict(flow, now) is { } verdict)
        {
            return verdict;
        }

        var result = await _finish.ConnectAsync(flow!, new DeliveryPlace(flow!.ChatId, null), cancellationToken);
        if (result is FinishResult.Finished finished)
        {
            var connection = await NoteAcceptedAsync(flow, finished.Account.ConnectionId, now, cancellationToken);
            result = finished with
            {
                Account = finished.Account with { Email = connection.Email, DisplayName = connection.DisplayName },
                HasCloudRecording = connection.HasCloudRecording,
            };
        }

        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>The invited user declines: nothing is kept of the invitation.</summary>
    /// <param name="invitationId">From <see cref="LinkResult.Invited"/>.</param>
    /// <param name="userId">Who pressed the button, in the private chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null if it was declined now; else why there was nothing to decline.</returns>
    public async Task<FinishResult?> DeclineAsync(Guid invitationId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        var flow = await LockAsync(invitationId, userId, cancellationToken);
        if (FlowFinish.Verdict(flow, await _store.Clock.NowAsync(cancellationToken)) is { } verdict)
        {
            return verdict;
        }

        flow!.Outcome = OAuthFlowOutcome.Refused;
        _store.Audit(AuditActions.LinkDeclined, AuditActors.User, await UserIdAsync(userId, cancellationToken), flow.ConnectionId);
        await _store.DropPendingAsync(flow, cancellationToken);
        await Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private async Task<LinkResult> PrepareAsync(Wish wish, CancellationToken cancellationToken)
    {
        var (user, profile) = (wish.User, wish.Profile);
        await using var transaction = await _store.BeginAsync(cancellationToken);
        // Locks in the order in which an answer takes them: the user at Zoom, invitations, connections.
        await _store.LockUserAsync(profile.UserId, cancellationToken);
        await VoidEarlierAsync(profile.UserId, cancellationToken);
        var account = new ConnectedAccount(0, _provider.Name, profile.Email, profile.DisplayName);
        if (await _store.LockLivingAsync(profile.UserId, GrantType.AuthorizationCode, cancellationToken) is not null)
        {
            return new LinkResult.OwnConnection(account);
        }

        var connection = await _store.LockOrCreateLinkedAsync(profile, _app.ClientId, cancellationToken);
        var isAlive = connection.Status is ConnectionStatus.Active or ConnectionStatus.NeedsReauth;
        if (isAlive && connection.UserId == user.Id)
        {
            return new LinkResult.AlreadyLinked(account);
        }

        var now = await _store.Clock.NowAsync(cancellationToken);
        if (!isAlive)
        {
            Prepare(connection, profile, FlowApproval.ProviderTime(wish.ToldAt, now));
        }

        await Context.SaveChangesAsync(cancellationToken);
        var flow = NewFlow(wish, connection.Id, now);
        Context.OAuthFlows.Add(flow);
        _store.Audit(new AuditLine(AuditActions.LinkInvited, AuditActors.Operator)
        {
            UserId = user.Id,
            ConnectionId = connection.Id,
            From = $"Telegram user {wish.By}",
        });
        await Context.SaveChangesAsync(cancellationToken);
        var missing = await MissingScopesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LinkResult.Invited(flow.Id, account with { ConnectionId = connection.Id }, flow.ChatId)
        {
            Missing = missing,
            Language = user.SpokenLanguage,
        };
    }

    // One that is alive belongs to somebody: nothing of it changes before the invitation is accepted.
    private static void Prepare(Connection connection, ProviderProfile profile, DateTimeOffset toldAt)
    {
        connection.AccountId = profile.AccountId;
        connection.Email = profile.Email;
        connection.DisplayName = profile.DisplayName;
        connection.HasCloudRecording = profile.HasCloudRecording;
        connection.Status = ConnectionStatus.Pending;
        connection.AuthorizedAt = toldAt;
        connection.EndedAt = null;
        connection.PurgedAt = null;
        connection.Version++;
    }

    private Task<int> VoidEarlierAsync(ZoomUserId userId, CancellationToken cancellationToken) => Context.OAuthFlows
        .Where(flow => flow.Outcome == OAuthFlowOutcome.AwaitingFinish && flow.NonceHash == null && Context.Connections.Any(
            connection => connection.Id == flow.ConnectionId && connection.Provider == _provider.Name &&
                connection.ExternalUserId == userId && connection.GrantType == GrantType.AccountCredentials))
        .ExecuteUpdateAsync(flow => flow.SetProperty(column => column.Outcome, OAuthFlowOutcome.Expired), cancellationToken);

    private OAuthFlow NewFlow(Wish wish, long connectionId, DateTimeOffset now) => new()
    {
        // Random, and known to the invited user's chat only: but it is no secret that anything depends on.
        Id = Guid.NewGuid(),
        Provider = _provider.Name,
        TelegramUserId = wish.User.TelegramUserId!.Value,
        ChatId = TelegramChatId.PrivateWith(wish.User.TelegramUserId.Value),
        TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(wish.Profile.TimeZone ?? "", out var zone) && zone.HasIanaId ? zone.Id : null,
        AccountId = wish.Profile.AccountId,
        Email = wish.Profile.Email,
        DisplayName = wish.Profile.DisplayName,
        HasCloudRecording = wish.Profile.HasCloudRecording,
        ToldAt = FlowApproval.ProviderTime(wish.ToldAt, now),
        ConnectionId = connectionId,
        Outcome = OAuthFlowOutcome.AwaitingFinish,
        CreatedAt = now,
        ExpiresAt = now + Lifetime,
    };

    /// <summary>
    /// An invitation for this user, locked; null for anything else, above all for the flow of an approval at the provider, which
    /// nobody finishes without its nonce.
    /// </summary>
    private async Task<OAuthFlow?> LockAsync(Guid id, TelegramUserId userId, CancellationToken cancellationToken)
    {
        var zoomUsers = await Context.OAuthFlows.Where(flow => flow.Id == id && flow.TelegramUserId == userId)
            .Join(Context.Connections, flow => flow.ConnectionId, connection => (long?)connection.Id, (flow, connection) => connection.ExternalUserId)
            .ToListAsync(cancellationToken);
        if (zoomUsers is [var zoomUser])
        {
            await _store.LockUserAsync(zoomUser, cancellationToken);
        }

        return (await Context.OAuthFlows.FromSql(
            $"""
            SELECT f.* FROM oauth_flows f
            WHERE f.id = {id} AND f.telegram_user_id = {userId.Value} AND f.nonce_hash IS NULL AND f.code_verifier IS NULL
              AND (f.connection_id IS NULL OR EXISTS (
                SELECT 1 FROM connections c WHERE c.id = f.connection_id AND c.grant_type = 'account_credentials'))
            FOR UPDATE OF f
            """).ToListAsync(cancellationToken)).SingleOrDefault();
    }

    // Counted from the acceptance, not from the invitation: what was recorded before belongs to nobody here.
    private async Task<Connection> NoteAcceptedAsync(
        OAuthFlow flow, long connectionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = (await _store.LockAsync(connectionId, cancellationToken))!;
        if (flow.AccountId is { } accountId)
        {
            connection.AccountId = accountId;
            connection.Email = flow.Email;
            connection.DisplayName = flow.DisplayName;
            connection.HasCloudRecording = flow.HasCloudRecording;
        }

        // By the provider's clock, which was heard when the invitation was made: events about the user are compared with it.
        connection.AuthorizedAt = now + (flow.ToldAt - flow.CreatedAt ?? TimeSpan.Zero);
        connection.NeedsReauthSince = null;
        connection.PausedAt = null;
        connection.Version++;
        _store.Audit(connection, AuditActions.LinkAccepted, AuditActors.User);
        await Context.SaveChangesAsync(cancellationToken);
        return connection;
    }

    // Of the token by which the user was just found.
    private async Task<IReadOnlyList<ScopeNeed>> MissingScopesAsync(CancellationToken cancellationToken) => _provider.MissingFrom(
        await Context.OrganizationTokens
            .Where(token => token.Provider == _provider.Name && token.AccountId == _app.AccountId)
            .Select(token => token.Scopes)
            .SingleOrDefaultAsync(cancellationToken) ?? "");

    private Task<long?> UserIdAsync(TelegramUserId userId, CancellationToken cancellationToken) => Context.Users
        .Where(user => user.TelegramUserId == userId)
        .Select(user => (long?)user.Id)
        .SingleOrDefaultAsync(cancellationToken);

    private static bool IsEmail(string text) =>
        text.Length <= MaxEmailLength && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 &&
        !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '/' or '\\' or '?' or '#' or '{');

    private static string? IfSane(string? text) => text?.Length <= MaxNameLength ? text : null;

    private sealed record Wish(User User, ProviderProfile Profile, DateTimeOffset? ToldAt, TelegramUserId By);
}

/// <summary>What became of the wish to link somebody.</summary>
public abstract record LinkResult
{
    private LinkResult()
    {
    }

    /// <summary>The invitation is prepared and is to be sent.</summary>
    /// <param name="InvitationId">For <see cref="LinkInvitations.AcceptAsync"/> and <see cref="LinkInvitations.DeclineAsync"/>.</param>
    /// <param name="Account">The account at Zoom.</param>
    /// <param name="ChatId">The private chat of the invited user.</param>
    public sealed record Invited(Guid InvitationId, ConnectedAccount Account, TelegramChatId ChatId) : LinkResult
    {
        /// <summary>What the organisation's app was not allowed, and what does not work by it.</summary>
        public IReadOnlyList<ScopeNeed> Missing { get; init; } = [];

        /// <summary>Tag of the language in which the invited user is spoken to; null for English.</summary>
        public string? Language { get; init; }
    }

    /// <summary>There is no app of an organisation.</summary>
    public sealed record NotConfigured : LinkResult;

    /// <summary>This Telegram user has never talked to the bot, so it cannot write there.</summary>
    public sealed record UnknownPerson : LinkResult;

    /// <summary>The organisation's account has no user with this e-mail address.</summary>
    public sealed record NoSuchZoomUser : LinkResult;

    /// <summary>The Zoom user is deactivated, or has not joined the account yet: hosts no meetings now.</summary>
    /// <param name="Account">The account at Zoom.</param>
    public sealed record UserInactive(ConnectedAccount Account) : LinkResult;

    /// <summary>The Zoom account is connected by its user's own approval, which wins.</summary>
    /// <param name="Account">The account at Zoom.</param>
    public sealed record OwnConnection(ConnectedAccount Account) : LinkResult;

    /// <summary>The two are linked already.</summary>
    /// <param name="Account">The account at Zoom.</param>
    public sealed record AlreadyLinked(ConnectedAccount Account) : LinkResult;
}
