using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>Deletes transcripts and notes of recordings that are gone: deleted at Zoom, or ended with their connection.</summary>
/// <param name="context">The database.</param>
public sealed class NotesPurge(ZoomAspireContext context)
{
    /// <summary>Deletes what is due, for the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Gives up between two statements.</param>
    /// <returns>How many transcripts and notes.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM transcripts t USING recordings r WHERE r.id = t.recording_id AND r.status = 'gone'", cancellationToken) +
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM notes n USING recordings r WHERE r.id = n.recording_id AND r.status = 'gone'", cancellationToken);
}
