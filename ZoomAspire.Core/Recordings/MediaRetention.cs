using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;

namespace ZoomAspire.Core.Recordings;

/// <summary>Deletes media: what has been kept long enough, what belongs to nobody any more, what crashes left behind.</summary>
/// <param name="context">The database.</param>
/// <param name="media">The store.</param>
/// <param name="options">How long media is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what was deleted.</param>
public sealed partial class MediaRetention(
    ZoomAspireContext context, MediaStore media, IOptions<RetentionOptions> options, TimeProvider time, ILogger<MediaRetention> logger)
{
    private const int Batch = 100;

    // Longer than any download is allowed to take.
    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(24);

    /// <summary>
    /// Deletes media whose time is over, and media of recordings that are gone. The object goes first: should the row not be
    /// updated then, the next round finds it again.
    /// </summary>
    /// <param name="cancellationToken">Gives up between two recordings.</param>
    /// <returns>How many objects.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        // What was made of recordings goes with them, and first: a recording without media counts as purged.
        var deleted = 0;
        while (await PurgePartsAsync(cancellationToken) is > 0 and var count)
        {
            deleted += count;
        }

        while (await PurgeBatchAsync(cancellationToken) is > 0 and var count)
        {
            deleted += count;
        }

        if (deleted > 0)
        {
            LogPurged(deleted);
        }

        return deleted;
    }

    /// <summary>
    /// Removes uploads that never ended and objects that no recording names, both a day old or older: their worker crashed, or
    /// lost its lease, before it could say so. And asks the store to encrypt, and to delete by itself what is far too old.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many uploads and objects.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        // Should we not be there to delete it; and encrypted, where the store can.
        await media.TryExpireAsync(MediaKeys.Recordings, options.Value.Media, cancellationToken);
        await media.TryEncryptAsync(cancellationToken);
        var before = time.GetUtcNow() - Unfinished;
        var removed = await media.AbortUploadsAsync(before, cancellationToken);
        await foreach (var keys in OldKeysAsync(before, cancellationToken))
        {
            var known = await context.Recordings
                .Where(recording => recording.MediaKey != null && keys.Contains(recording.MediaKey))
                .Select(recording => recording.MediaKey!)
                .ToListAsync(cancellationToken);
            var parts = await context.RecordingParts.Where(part => keys.Contains(part.MediaKey))
                .Select(part => part.MediaKey).ToListAsync(cancellationToken);
            foreach (var key in keys.Except(known).Except(parts))
            {
                await media.DeleteAsync(key, cancellationToken);
                removed++;
            }
        }

        if (removed > 0)
        {
            LogSwept(removed);
        }

        return removed;
    }

    private async Task<int> PurgePartsAsync(CancellationToken cancellationToken)
    {
        var over = Over();
        var due = await (
            from part in context.RecordingParts.AsNoTracking()
            join recording in context.Recordings on part.RecordingId equals recording.Id
            where recording.MediaKey == null || recording.Status == RecordingStatus.Gone || over.Contains(recording.Id)
            orderby part.Id
            select new { part.Id, Key = part.MediaKey }).Take(Batch).ToListAsync(cancellationToken);
        foreach (var part in due)
        {
            await media.DeleteAsync(part.Key, cancellationToken);
            await context.RecordingParts.Where(row => row.Id == part.Id).ExecuteDeleteAsync(cancellationToken);
        }

        return due.Count;
    }

    private async Task<int> PurgeBatchAsync(CancellationToken cancellationToken)
    {
        var over = Over();
        var due = await context.Recordings.AsNoTracking()
            .Where(recording => recording.MediaKey != null && (recording.Status == RecordingStatus.Gone || over.Contains(recording.Id)))
            .OrderBy(recording => recording.Id)
            .Take(Batch)
            .Select(recording => new { recording.Id, Key = recording.MediaKey! })
            .ToListAsync(cancellationToken);
        foreach (var recording in due)
        {
            await media.DeleteAsync(recording.Key, cancellationToken);
            await context.Database.ExecuteSqlAsync(
                $"""
                UPDATE recordings SET media_key = NULL, status = CASE WHEN status = 'staged' THEN 'expired' ELSE status END
                WHERE id = {recording.Id} AND media_key = {recording.Key}
                """,
                cancellationToken);
        }

        return due.Count;
    }

    // Those whose time is over: the operator's, or their owner's, which may be shorter.
    private IQueryable<long> Over()
    {
        var now = time.GetUtcNow();
        return context.Database.SqlQuery<long>(
            $"""
            SELECT r.id AS "Value" FROM recordings r JOIN meetings m ON m.id = r.meeting_id JOIN connections c ON c.id = m.connection_id
            LEFT JOIN users u ON u.id = coalesce(m.user_id, c.user_id)
            WHERE r.media_key IS NOT NULL AND r.staged_at < {now} - least({options.Value.Media}, make_interval(days => u.media_days))
            """);
    }

    private async IAsyncEnumerable<string[]> OldKeysAsync(
        DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = new List<string>(Batch);
        await foreach (var item in media.ListAsync(MediaKeys.Recordings, cancellationToken))
        {
            if (item.LastModified < before)
            {
                keys.Add(item.Key);
            }

            if (keys.Count == Batch)
            {
                yield return [.. keys];
                keys.Clear();
            }
        }

        yield return [.. keys];
    }

    [LoggerMessage(LogLevel.Information, "{Count} media objects were deleted: their time was over or their recording is gone")]
    private partial void LogPurged(int count);

    [LoggerMessage(LogLevel.Information, "{Count} unfinished uploads and unknown objects were removed from the media store")]
    private partial void LogSwept(int count);
}
