using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Accounts;

/// <summary>
/// Lets linked connections go on, and invitations be accepted, whose users are active again at Zoom though no event said so. Users with a
/// connection of their own can approve again; who is linked has nothing to approve.
/// </summary>
public sealed partial class PausedLinks
{
    private const int Batch = 100;

    private readonly ConnectionStore _store;
    private readonly IOrganizationApp _app;
    private readonly ZoomClient _zoom;
    private readonly ILogger<PausedLinks> _logger;

    internal PausedLinks(ConnectionStore store, IOrganizationApp app, ZoomClient zoom, ILogger<PausedLinks> logger)
    {
        _store = store;
        _app = app;
        _zoom = zoom;
        _logger = logger;
    }

    /// <summary>Asks Zoom about each paused user, for the worker to call every hour or so.</summary>
    /// <param name="cancellationToken">Stops between two users.</param>
    /// <returns>How many go on.</returns>
    public async Task<int> ResumeAsync(CancellationToken cancellationToken)
    {
        var resumed = 0;
        for (var after = 0L; _app.IsConfigured && await FindAsync(after, cancellationToken) is [.., var last] page; after = last.Id)
        {
            foreach (var paused in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                resumed += await IsActiveAsync(paused, cancellationToken) && await ResumeAsync(paused, cancellationToken) ? 1 : 0;
            }
        }

        return resumed;
    }

    private Task<List<Paused>> FindAsync(long after, CancellationToken cancellationToken) => _store.Context.Connections
        .Where(connection => connection.Id > after && connection.Provider == _app.Provider && connection.AccountId == _app.AccountId &&
            connection.GrantType == GrantType.AccountCredentials && connection.PausedAt != null &&
            (connection.Status == ConnectionStatus.NeedsReauth || connection.Status == ConnectionStatus.Pending))
        .OrderBy(connection => connection.Id)
        .Select(connection => new Paused(connection.Id, connection.ExternalUserId, connection.PausedAt!.Value))
        .Take(Batch)
        .ToListAsync(cancellationToken);

    private async Task<bool> IsActiveAsync(Paused paused, CancellationToken cancellationToken)
    {
        try
        {
            return await _zoom.FindUserAsync(paused.UserId.Value, cancellationToken) is { IsActive: true } user && user.UserId == paused.UserId;
        }
        catch (Exception failure) when (failure is ZoomApiException or OAuthException or OrganizationRefusedException or SealBrokenException)
        {
            LogNotAsked(paused.Id, failure.GetType().Name);
            return false;
        }
    }

    // Unless another event came while Zoom was asked.
    private async Task<bool> ResumeAsync(Paused paused, CancellationToken cancellationToken)
    {
        await using var transaction = await _store.BeginAsync(cancellationToken);
        if (await _store.LockAsync(paused.Id, cancellationToken) is not
                { Status: ConnectionStatus.NeedsReauth or ConnectionStatus.Pending } connection ||
            connection.PausedAt != paused.At)
        {
            return false;
        }

        await _store.ResumeAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogResumed(paused.Id);
        return true;
    }

    private sealed record Paused(long Id, ZoomUserId UserId, DateTimeOffset At);

    [LoggerMessage(LogLevel.Information, "The user of connection {ConnectionId} is active again at Zoom")]
    private partial void LogResumed(long connectionId);

    [LoggerMessage(LogLevel.Warning, "Zoom could not be asked whether the user of connection {ConnectionId} is active again: {Reason}")]
    private partial void LogNotAsked(long connectionId, string reason);
}
