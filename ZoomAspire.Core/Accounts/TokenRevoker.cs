using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Revokes at the provider what we have already erased. Best effort, and beyond the caller's cancellation: nobody else has the
/// tokens any more.
/// </summary>
internal sealed partial class TokenRevoker(IOAuthProvider provider, TimeProvider time, ILogger<TokenRevoker> logger)
{
    private const int Attempts = 3;

    /// <returns>Whether the provider has revoked the grant, or had before.</returns>
    public async Task<bool> RevokeAsync(TokenPair pair)
    {
        try
        {
            // Only a living access token is known to revoke, and ours may have been idle for weeks.
            var accessToken = pair.ExpiresAt > time.GetUtcNow()
                ? pair.AccessToken
                : await TryAsync(async () => (await provider.RefreshAsync(pair.RefreshToken, CancellationToken.None)).AccessToken);
            await TryAsync(async () =>
            {
                await provider.RevokeAsync(accessToken, CancellationToken.None);
                return true;
            });
            return true;
        }
        catch (OAuthException failure)
        {
            if (failure.Failure != OAuthFailure.Rejected)
            {
                LogNotRevoked(failure.Code);
            }

            return failure.Failure == OAuthFailure.Rejected; // Dead already.
        }
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request();
            }
            catch (OAuthException failure) when (failure.Failure == OAuthFailure.Transient && attempt < Attempts)
            {
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A grant could not be revoked at the provider ({Code}); its tokens are erased here")]
    private partial void LogNotRevoked(string code);
}
