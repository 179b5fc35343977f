using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>What Zoom lists for a connection, or why it does not.</summary>
/// <param name="Meetings">The meetings; none where there is a trouble.</param>
/// <param name="Trouble">Why Zoom could not be asked; null if it was.</param>
internal sealed record ZoomListing(IReadOnlyList<MeetingRecordings> Meetings, ListingTrouble? Trouble);

/// <summary>Why Zoom does not tell what recordings there are.</summary>
public enum ListingTrouble
{
    /// <summary>The owner must approve again.</summary>
    NeedsApproval,

    /// <summary>Zoom refuses the organisation's app.</summary>
    OrganizationRefused,

    /// <summary>A permission is missing.</summary>
    NotAllowed,

    /// <summary>Too many were asked for: later.</summary>
    RateLimited,

    /// <summary>Zoom does not answer, or not in time.</summary>
    Unavailable,
}

/// <summary>
/// Asks Zoom what recordings there are, for people who look at them: within a time for which somebody waits, and not again with each page
/// that they turn. Thread-safe.
/// </summary>
internal sealed partial class ZoomListings(ZoomClient zoom, TimeProvider time, ILogger<ZoomListings> logger)
{
    private const int MostKept = 500;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(long ConnectionId, DateOnly From, DateOnly To), KeptListing> _kept = [];

    /// <summary>Lists what a connection's user hosted on some days.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="from">The first day, in UTC.</param>
    /// <param name="to">The last day, in UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ZoomListing> GetAsync(Connection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (connection.Status != ConnectionStatus.Active || from > to)
        {
            return new ZoomListing([], connection.Status == ConnectionStatus.Active ? null : ListingTrouble.NeedsApproval);
        }

        var (key, now) = ((connection.Id, from, to), time.GetUtcNow());
        if (_kept.TryGetValue(key, out var kept) && kept.Until > now)
        {
            return new ZoomListing(kept.Meetings, null);
        }

        var listing = await AskAsync(connection, from, to, cancellationToken);
        if (listing.Trouble is null)
        {
            Keep(key, new KeptListing(listing.Meetings, now + Kept), now);
        }

        return listing;
    }

    private async Task<ZoomListing> AskAsync(Connection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var meetings = await zoom.ListRecordingsAsync(connection.Id, from, to, either.Token)
                .Where(meeting => IsHostedBy(connection, meeting))
                .ToListAsync(either.Token);
            return new ZoomListing(meetings, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ZoomTroubles.Of(exception) is { } trouble)
        {
            LogTrouble(connection.Id, trouble);
            return new ZoomListing([], trouble);
        }
    }

    // Fields may be missing; what is there must match.
    private static bool IsHostedBy(Connection connection, MeetingRecordings meeting) =>
        (meeting.HostId is not { } host || host == connection.ExternalUserId) &&
        (meeting.AccountId is not { } account || account == connection.AccountId);

    private void Keep((long ConnectionId, DateOnly From, DateOnly To) key, KeptListing listing, DateTimeOffset now)
    {
        foreach (var old in _kept.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToList())
        {
            _kept.TryRemove(old, out _);
        }

        if (_kept.Count < MostKept)
        {
            _kept[key] = listing;
        }
    }

    private sealed record KeptListing(IReadOnlyList<MeetingRecordings> Meetings, DateTimeOffset Until);

    [LoggerMessage(LogLevel.Information, "The recordings of connection {ConnectionId} cannot be listed: {Trouble}")]
    private partial void LogTrouble(long connectionId, ListingTrouble trouble);
}

/// <summary>What failures of Zoom, and of the link to it, mean for somebody who waits for an answer.</summary>
internal static class ZoomTroubles
{
    /// <summary>The trouble behind an exception; null for what is none of Zoom's.</summary>
    public static ListingTrouble? Of(Exception exception) => exception switch
    {
        ReauthorizationRequiredException or ConnectionGoneException => ListingTrouble.NeedsApproval,
        OrganizationRefusedException => ListingTrouble.OrganizationRefused,
        ZoomApiException { Kind: ZoomFailureKind.ScopeMissing or ZoomFailureKind.Refused } => ListingTrouble.NotAllowed,
        ZoomApiException { Kind: ZoomFailureKind.RateLimited } or OAuthException { Failure: OAuthFailure.RateLimited } => ListingTrouble.RateLimited,
        ZoomApiException or OAuthException or SealBrokenException or OperationCanceledException => ListingTrouble.Unavailable,
        _ => null,
    };
}
