using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Recordings;

/// <summary>The rows about meetings that have something personal in them.</summary>
internal static class PersonalRows
{
    /// <summary>
    /// Locks what is about to be erased: table by table as whoever ends a connection does, each in the order of its ids.
    /// </summary>
    /// <param name="context">In a transaction.</param>
    /// <param name="meetingIds">The meetings.</param>
    /// <param name="cancellationToken">Gives up; the transaction must be rolled back then.</param>
    public static async Task LockAsync(ZoomAspireContext context, long[] meetingIds, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync(
            $"""
            SELECT 1 FROM deliveries d JOIN recordings r ON r.id = d.recording_id WHERE r.meeting_id = ANY ({meetingIds})
            ORDER BY d.id FOR UPDATE OF d
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM recordings WHERE meeting_id = ANY ({meetingIds}) ORDER BY id FOR UPDATE", cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM meetings WHERE id = ANY ({meetingIds}) ORDER BY id FOR NO KEY UPDATE", cancellationToken);
    }

    /// <summary>Deletes what was said in meetings, and what was written of it.</summary>
    /// <param name="context">In a transaction that has locked their recordings.</param>
    /// <param name="meetingIds">The meetings.</param>
    /// <param name="cancellationToken">Gives up; the transaction must be rolled back then.</param>
    /// <returns>How many transcripts and notes.</returns>
    public static async Task<int> DeleteTextsAsync(ZoomAspireContext context, long[] meetingIds, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM transcripts t USING recordings r WHERE r.id = t.recording_id AND r.meeting_id = ANY ({meetingIds})", cancellationToken) +
        await context.Database.ExecuteSqlAsync(
            $"DELETE FROM notes n USING recordings r WHERE r.id = n.recording_id AND r.meeting_id = ANY ({meetingIds})", cancellationToken);
}
