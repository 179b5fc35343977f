using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Lets an owner ask for the latest recording at Zoom, from before connecting too.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
public sealed class LatestRecordingRequest(ZoomAspireContext context, JobHints hints)
{
    /// <summary>Has the latest recording brought, unless that is being done already. What comes of it is said in the private chat.</summary>
    /// <param name="userId">Who asks; must be the owner.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this user has such a connection, and it works.</returns>
    public async Task<bool> AskAsync(TelegramUserId userId, long connectionId, CancellationToken cancellationToken)
    {
        var owners = await context.Database.SqlQuery<long>(
            $"""
            SELECT u.id AS "Value" FROM users u JOIN connections c ON c.user_id = u.id
            WHERE c.id = {connectionId} AND c.status = 'active' AND u.telegram_user_id = {userId.Value}
            """).ToListAsync(cancellationToken);
        if (owners is not [var owner])
        {
            return false;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Of two presses one adds the job.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {owner} FOR NO KEY UPDATE", cancellationToken);
        if (await context.Jobs.AnyAsync(
            job => job.Kind == JobKind.SendLatestRecording && job.SubjectId == connectionId &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running),
            cancellationToken))
        {
            return true;
        }

        var added = JobQueue.Add(context, JobKind.SendLatestRecording, connectionId, owner);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([added.Id], cancellationToken);
        return true;
    }
}
