using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Configuration;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Links at which the original of a recording can be downloaded: made for its owner in his private chat, good for a day or until the
/// staged file expires, and to be taken back at any time.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="retention">How long media is kept.</param>
/// <param name="options">Where users reach us.</param>
/// <param name="time">The clock.</param>
public sealed class MediaLinks(
    ZoomAspireContext context, IOptions<RetentionOptions> retention, IOptions<PublicOptions> options, TimeProvider time)
{
    /// <summary>The path of the page at which a link leads. The token is in the query, which no log and no span carries.</summary>
    public const string Path = "/media";

    /// <summary>The name of the token in the query, and in the form that downloads.</summary>
    public const string TokenName = "t";

    private const int TokenBytes = 32;
    private const int MaxTokenLength = 64;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    // For what still reads when the time is over, and for whoever wonders why his link has stopped working.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Makes a link for a delivery's owner; one that was made before for it stops working.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="userId">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The link, or null where there is nothing to give: not his, not private, no longer kept, or nobody could reach it.</returns>
    public async Task<NewMediaLink?> MakeAsync(long deliveryId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Value.BaseUrl is not { } address || await FindStagedAtAsync(deliveryId, userId, cancellationToken) is not { } stagedAt)
        {
            return null;
        }

        var expires = now + Longest < stagedAt + retention.Value.Media ? now + Longest : stagedAt + retention.Value.Media;
        if (expires <= now)
        {
            return null;
        }

        await context.MediaLinks.Where(link => link.DeliveryId == deliveryId && link.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.RevokedAt, now), cancellationToken);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var made = new MediaLink { DeliveryId = deliveryId, TokenHash = HashOf(token), CreatedAt = now, ExpiresAt = expires };
        context.MediaLinks.Add(made);
        await context.SaveChangesAsync(cancellationToken);
        return new NewMediaLink(made.Id, new Uri($"{address.AbsoluteUri.TrimEnd('/')}{Path}?{TokenName}={token}"), expires);
    }

    /// <summary>Takes a link back.</summary>
    /// <param name="linkId">The link.</param>
    /// <param name="userId">Who asks: must be its owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is his, and works no longer.</returns>
    public async Task<bool> RevokeAsync(long linkId, TelegramUserId userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await context.MediaLinks
            .Where(link => link.Id == linkId && context.Deliveries.Any(delivery => delivery.Id == link.DeliveryId &&
                context.Destinations.Any(destination => destination.Id == delivery.DestinationId &&
                    context.Users.Any(user => user.Id == destination.UserId && user.TelegramUserId == userId))))
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.RevokedAt, link => link.RevokedAt ?? now), cancellationToken) > 0;
    }

    /// <summary>What a token opens now.</summary>
    /// <param name="token">The token, as it came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file; null where the token is unknown, too old or taken back, or the recording is no longer kept or not his.</returns>
    public async Task<LinkedMedia?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length > MaxTokenLength)
        {
            return null;
        }

        var (hash, now) = (HashOf(token), time.GetUtcNow());
        var deliveryId = await context.MediaLinks
            .Where(link => link.TokenHash == hash && link.RevokedAt == null && link.ExpiresAt > now)
            .Select(link => (long?)link.DeliveryId)
            .SingleOrDefaultAsync(cancellationToken);
        return deliveryId is { } id && await new DeliveryTargets(context).FindAsync(id, cancellationToken) is
            { IsConnected: true, Recording: { Status: RecordingStatus.Staged, MediaKey: { } key, Size: { } size, Sha256: { } sha256 } } target
            ? new LinkedMedia(key, new StoredMedia(size, sha256), RecordingText.OriginalFileName(target))
            : null;
    }

    /// <summary>Deletes links whose time was over long ago.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        return context.Database.ExecuteSqlAsync(
            $"""
            WITH old AS (SELECT id FROM media_links WHERE expires_at < {before} ORDER BY id FOR UPDATE SKIP LOCKED)
            DELETE FROM media_links l USING old WHERE l.id = old.id
            """,
            cancellationToken);
    }

    private Task<DateTimeOffset?> FindStagedAtAsync(long deliveryId, TelegramUserId userId, CancellationToken cancellationToken) => (
        from delivery in context.Deliveries
        join destination in context.Destinations on delivery.DestinationId equals destination.Id
        join user in context.Users on destination.UserId equals user.Id
        join recording in context.Recordings on delivery.RecordingId equals recording.Id
        join meeting in context.Meetings on recording.MeetingId equals meeting.Id
        join connection in context.Connections on meeting.ConnectionId equals connection.Id
        where delivery.Id == deliveryId && user.TelegramUserId == userId && destination.Kind == DestinationKind.Private &&
            connection.UserId == user.Id && connection.Status != ConnectionStatus.Revoked &&
            recording.Status == RecordingStatus.Staged && recording.MediaKey != null
        select recording.StagedAt).SingleOrDefaultAsync(cancellationToken);

    // 256 random bits: a plain hash keeps them.
    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>A link that was just made.</summary>
/// <param name="Id">Its key, by which it is taken back.</param>
/// <param name="Address">Where it leads; a secret of its owner's.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record NewMediaLink(long Id, Uri Address, DateTimeOffset ExpiresAt);

/// <summary>A file that a link opens.</summary>
/// <param name="Key">Its key in the media store.</param>
/// <param name="Stored">Its size and checksum.</param>
/// <param name="FileName">The name under which it is saved.</param>
public sealed record LinkedMedia(string Key, StoredMedia Stored, string FileName);
