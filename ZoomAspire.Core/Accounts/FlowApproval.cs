using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// The provider's answer to a flow: exchanges the code, reads whose account it is, and stores the pair with the account. Nothing
/// delivers by it yet.
/// </summary>
internal sealed partial class FlowApproval(
    ConnectionStore store, IOAuthProvider provider, TokenRevoker revoker, Sealer sealer, TimeProvider time, ILogger<FlowApproval> logger)
{
    private static readonly TimeSpan ProfileRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1);
    private const int ProfileAttempts = 3;
    private const int MaxEmailLength = 320;
    private const int MaxDisplayNameLength = 256;

    private ZoomAspireContext Context => store.Context;

    public async Task<CallbackResult> RefuseAsync(OAuthFlow flow)
    {
        await CloseAsync(flow, OAuthFlowOutcome.Refused);
        return new CallbackResult.Refused();
    }

    /// <summary>
    /// Runs to its end even if the browser goes away: a pair that the provider gave out must be stored or revoked. So that this holds
    /// also if the process dies or the database fails, it is first written down to be revoked, and taken back by what stores it.
    /// </summary>
    public async Task<CallbackResult> ApproveAsync(OAuthFlow flow, string code)
    {
        TokenGrant? grant = null;
        try
        {
            var verifier = sealer.Open(flow.CodeVerifier!, SealedPlace.CodeVerifierOf(flow.Id));
            grant = await provider.ExchangeAsync(code, verifier, CancellationToken.None);
            return new CallbackResult.Approved(await StoreAsync(flow, grant));
        }
        catch (OAuthException failure)
        {
            LogExchangeFailed(failure.Failure, failure.Code);
            await CloseAsync(flow, OAuthFlowOutcome.Failed);
            return grant is not null && provider.MissingFrom(grant.Scopes).Any(need => need.IsRequired)
                ? new CallbackResult.LacksScopes()
                : new CallbackResult.Failed();
        }
        catch (Exception exception)
        {
            await TryCloseAsync(flow);
            if (!DatabaseErrors.IsFailure(exception))
            {
                throw;
            }

            // Nothing of it is stored: whoever waits in the browser may begin again.
            LogNotStored(exception.GetType().Name);
            return new CallbackResult.Failed();
        }
    }

    private async Task<string> StoreAsync(OAuthFlow flow, TokenGrant grant)
    {
        var kept = await revoker.KeepAsync(grant, flow.Id);
        try
        {
            return await PrepareAsync(flow, grant, await ReadProfileAsync(grant), kept);
        }
        catch (Exception)
        {
            // Whatever it was. If the pair was stored after all, it is no longer there to be given up.
            await revoker.GiveUpAsync(kept, grant, flow.Id);
            throw;
        }
    }

    // The exchange has already cost an earlier pair its life, so a hiccup here is worth some patience.
    private async Task<ProviderProfile> ReadProfileAsync(TokenGrant grant)
    {
        var token = new AccessToken(grant.AccessToken, provider.ApiUrl(grant.ApiUrl));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await provider.GetProfileAsync(token, CancellationToken.None);
            }
            catch (OAuthException failure) when (failure.Failure == OAuthFailure.Transient && attempt < ProfileAttempts)
            {
                await Task.Delay(ProfileRetryDelay, time);
            }
        }
    }

    /// <summary>Stores the pair with the account, and gives the flow its nonce.</summary>
    private async Task<string> PrepareAsync(OAuthFlow flow, TokenGrant grant, ProviderProfile profile, Guid? kept)
    {
        await using var transaction = await store.BeginAsync(CancellationToken.None);
        if (kept is { } id && !await TokenRevoker.TakeBackAsync(Context, id))
        {
            throw TooSlow();
        }

        var connection = await store.LockOrCreateAsync(profile, CancellationToken.None);
        var now = await store.Clock.NowAsync(CancellationToken.None);
        var restored = connection.Status == ConnectionStatus.NeedsReauth;
        connection.Status = connection.Status is ConnectionStatus.Active or ConnectionStatus.NeedsReauth
            ? ConnectionStatus.Active
            : ConnectionStatus.Pending;
        connection.AccountId = profile.AccountId;
        connection.Email = IfSane(profile.Email, MaxEmailLength);
        connection.DisplayName = IfSane(profile.DisplayName, MaxDisplayNameLength);
        connection.HasCloudRecording = profile.HasCloudRecording;
        connection.AuthorizedAt = ProviderTime(grant.Date, now);
        // Who finishes is told then what will not work.
        store.SetTokens(connection, grant, now, tellAfter: FinishNonce.Lifetime);
        await Context.SaveChangesAsync(CancellationToken.None);
        if (restored)
        {
            await store.RestoredAsync(connection, CancellationToken.None);
        }

        var nonce = await AwaitFinishAsync(flow, connection, profile, now);
        await transaction.CommitAsync(CancellationToken.None);
        return nonce;
    }

    private async Task<string> AwaitFinishAsync(OAuthFlow flow, Connection connection, ProviderProfile profile, DateTimeOffset now)
    {
        var nonce = FinishNonce.New();
        var hash = FinishNonce.HashOf(nonce);
        var expiresAt = now + FinishNonce.Lifetime;
        var timeZone = TimeZoneInfo.TryFindSystemTimeZoneById(profile.TimeZone ?? "", out var zone) && zone.HasIanaId ? zone.Id : null;
        var updated = await Context.OAuthFlows
            .Where(row => row.Id == flow.Id && row.Outcome == OAuthFlowOutcome.Exchanging)
            .ExecuteUpdateAsync(row => row
                .SetProperty(column => column.Outcome, OAuthFlowOutcome.AwaitingFinish)
                .SetProperty(column => column.ConnectionId, connection.Id)
                .SetProperty(column => column.CodeVerifier, (byte[]?)null)
                .SetProperty(column => column.NonceHash, hash)
                .SetProperty(column => column.TimeZone, timeZone)
                .SetProperty(column => column.ExpiresAt, expiresAt));
        return updated == 1 ? nonce : throw TooSlow();
    }

    /// <summary>
    /// The present time by the provider's clock, for what is compared with times that the provider gives: of the removal of the app, for
    /// one. It says the second; where in it, ours says, if it agrees. A time that is far from ours is not the provider's, but
    /// something's in between.
    /// </summary>
    /// <param name="told">The provider's time, if it said one.</param>
    /// <param name="now">Ours.</param>
    internal static DateTimeOffset ProviderTime(DateTimeOffset? told, DateTimeOffset now)
    {
        if (told is not { } date || (date - now).Duration() > LongestSkew)
        {
            return now;
        }

        var end = date + DateResolution;
        return now < date ? date : now < end ? now : end;
    }

    private static OAuthException TooSlow() => new(OAuthFailure.Transient, "too_slow");

    private async Task CloseAsync(OAuthFlow flow, OAuthFlowOutcome outcome) => await Context.OAuthFlows
        .Where(row => row.Id == flow.Id && row.Outcome == OAuthFlowOutcome.Exchanging)
        .ExecuteUpdateAsync(row => row
            .SetProperty(column => column.Outcome, outcome)
            .SetProperty(column => column.CodeVerifier, (byte[]?)null));

    // What is known to be over keeps nobody waiting; where the database is away, it ends with its time.
    private async Task TryCloseAsync(OAuthFlow flow)
    {
        try
        {
            await CloseAsync(flow, OAuthFlowOutcome.Failed);
        }
        catch (Exception exception) when (DatabaseErrors.IsFailure(exception))
        {
            LogNotClosed(exception.GetType().Name);
        }
    }

    private static string? IfSane(string? text, int maxLength) => text?.Length <= maxLength ? text : null;

    [LoggerMessage(LogLevel.Error, "An approved connection could not be stored ({Reason})")]
    private partial void LogNotStored(string reason);

    [LoggerMessage(LogLevel.Warning, "A code could not be turned into a connection: {Failure}, {Code}")]
    private partial void LogExchangeFailed(OAuthFailure failure, string code);

    [LoggerMessage(LogLevel.Warning, "A flow that failed could not be closed ({Reason})")]
    private partial void LogNotClosed(string reason);
}
