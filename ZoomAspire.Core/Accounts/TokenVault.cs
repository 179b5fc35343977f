namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Hands out valid access tokens, and is the only place where they are refreshed. A singleton; one refresh at a time for each
/// connection, across all processes.
/// </summary>
public sealed class TokenVault
{
    /// <summary>A token that is good for at least a few minutes, refreshed if need be.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up waiting; a refresh that has begun is seen through.</param>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">There is no such connection, or it has ended.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now; never a reason to give the connection up.</exception>
    public Task<AccessToken> GetAsync(long connectionId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A token other than the one that the API has just answered with 401: refreshed unless somebody already did.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="rejected">The token that was refused.</param>
    /// <param name="cancellationToken">Gives up waiting; a refresh that has begun is seen through.</param>
    /// <exception cref="ReauthorizationRequiredException">The owner must connect again.</exception>
    /// <exception cref="ConnectionGoneException">There is no such connection, or it has ended.</exception>
    /// <exception cref="OAuthException">The provider could not be asked now; never a reason to give the connection up.</exception>
    public Task<AccessToken> ReplaceRejectedAsync(long connectionId, AccessToken rejected, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Refreshes connections that have not been refreshed for a month, for the worker to call now and then: refresh tokens end
    /// after 90 days. Failures are kept with the connection, and do not stop the others.
    /// </summary>
    /// <param name="cancellationToken">Stops between two connections.</param>
    /// <returns>How many were refreshed.</returns>
    public Task<int> RefreshIdleAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
