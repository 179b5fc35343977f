using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Deletes transcripts and notes of recordings that are gone: deleted at Zoom, or ended with their connection; and of transcripts that were deleted at Zoom alone.</summary>
/// <param name="context">The database.</param>
public sealed class NotesPurge(ZoomAspireContext context)
{
    // A transcript that was deleted by itself takes along what was made of it.
    private const string DeletedAlone =
        """
        SELECT t.recording_id FROM transcripts t JOIN recordings r ON r.id = t.recording_id JOIN meetings m ON m.id = r.meeting_id
        JOIN connections c ON c.id = m.connection_id
        WHERE t.file_id IS NOT NULL AND 'deleted' = (
            SELECT s.state FROM recording_tombstones s
            WHERE s.provider = m.provider AND s.account_id = c.account_id AND s.zoom_meeting_uuid = m.zoom_meeting_uuid AND s.file_id IN ('', t.file_id)
            ORDER BY s.at DESC, s.state LIMIT 1)
        """;

    /// <summary>Deletes what is due, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Gives up between two statements.</param>
    /// <returns>How many transcripts and notes.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM notes n USING recordings r WHERE r.id = n.recording_id AND r.status = 'gone'", cancellationToken) +
        await context.Database.ExecuteSqlRawAsync(
            $"DELETE FROM notes WHERE source IN ('built_in', 'model') AND recording_id IN ({DeletedAlone})", cancellationToken) +
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM transcripts t USING recordings r WHERE r.id = t.recording_id AND r.status = 'gone'", cancellationToken) +
        await context.Database.ExecuteSqlRawAsync(
            $"DELETE FROM transcripts WHERE recording_id IN ({DeletedAlone})", cancellationToken);
}
