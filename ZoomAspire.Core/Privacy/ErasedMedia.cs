using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Privacy;

/// <summary>Deletes the media of somebody who is erased: what rows name, and what crashed workers may have left beside it.</summary>
internal sealed class ErasedMedia(ZoomAspireContext context, MediaStore media, IOptions<RetentionOptions> retention, TimeProvider time)
{
    private const int Batch = 200;

    // After that nothing is left that a sweep has not found.
    private static readonly TimeSpan Swept = TimeSpan.FromDays(2);

    /// <summary>Deletes it: objects first, then what rows say of them.</summary>
    /// <param name="userId">The user, whose connections have ended.</param>
    /// <param name="cancellationToken">Gives up between two objects.</param>
    public async Task RemoveAsync(long userId, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - retention.Value.Media - Swept;
        for (var after = 0L; await FindAsync(userId, after, since, cancellationToken) is [.., var last] page; after = last)
        {
            foreach (var id in page)
            {
                await foreach (var item in media.ListAsync(MediaKeys.OfRecording(id), cancellationToken))
                {
                    await media.DeleteAsync(item.Key, cancellationToken);
                }
            }

            long[] ids = [.. page];
            await context.Database.ExecuteSqlAsync($"DELETE FROM recording_parts WHERE recording_id = ANY ({ids})", cancellationToken);
            await context.Database.ExecuteSqlAsync(
                $"""
                WITH locked AS (SELECT id FROM recordings WHERE id = ANY ({ids}) AND media_key IS NOT NULL ORDER BY id FOR UPDATE)
                UPDATE recordings r SET media_key = NULL, status = 'gone' FROM locked WHERE r.id = locked.id
                """,
                cancellationToken);
        }
    }

    private Task<List<long>> FindAsync(long userId, long after, DateTimeOffset since, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<long>(
            $"""
            SELECT r.id AS "Value" FROM recordings r JOIN meetings m ON m.id = r.meeting_id JOIN connections c ON c.id = m.connection_id
            WHERE r.id > {after} AND coalesce(m.user_id, c.user_id) = {userId}
              AND (r.media_key IS NOT NULL OR r.created_at > {since} OR r.staged_at > {since}
                   OR EXISTS (SELECT 1 FROM recording_parts p WHERE p.recording_id = r.id))
            ORDER BY r.id LIMIT {Batch}
            """).ToListAsync(cancellationToken);
}
