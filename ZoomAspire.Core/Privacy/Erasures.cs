using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>Takes the wish of users to be erased, once they have confirmed it. From then on it is carried out, whatever crashes.</summary>
/// <param name="context">The database.</param>
/// <param name="audit">Keeps what happened.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="clock">The clock that all processes share.</param>
public sealed class Erasures(ZoomAspireContext context, AuditLog audit, JobHints hints, ISharedClock clock)
{
    /// <summary>What there is to be erased, to be said before it is confirmed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nothing is kept.</returns>
    public async Task<ErasureScope?> FindScopeAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        var ids = await context.Users.Where(user => user.TelegramUserId == userId).Select(user => user.Id).ToListAsync(cancellationToken);
        if (ids is not [var id])
        {
            return null;
        }

        var own = context.Meetings.Where(meeting => meeting.UserId == id);
        return new ErasureScope(
            await context.Connections.CountAsync(connection => connection.UserId == id && connection.ConnectedAt != null, cancellationToken),
            await own.CountAsync(cancellationToken),
            await context.Transcripts.CountAsync(
                transcript => context.Recordings.Any(recording => recording.Id == transcript.RecordingId &&
                    own.Any(meeting => meeting.Id == recording.MeetingId)),
                cancellationToken),
            await context.Routes.CountAsync(route => route.UserId == id, cancellationToken));
    }

    /// <summary>Takes the confirmed wish. May be repeated.</summary>
    /// <param name="userId">Who wants it, privately.</param>
    /// <param name="removesMessages">Whether messages are to be removed from the chats as far as Telegram lets a bot.</param>
    /// <param name="language">In which language the last word is said.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>Whether there is such a user.</returns>
    public async Task<bool> ConfirmAsync(TelegramUserId userId, bool removesMessages, string? language, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var users = await context.Database.SqlQuery<long>(
            $"""SELECT id AS "Value" FROM users WHERE telegram_user_id = {userId.Value} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
        if (users is not [var id])
        {
            return false;
        }

        if (await context.Erasures.AnyAsync(erasure => erasure.UserId == id, cancellationToken))
        {
            return true;
        }

        var erasure = new Erasure
        {
            Id = Guid.NewGuid(), // Not one that tells the time.
            UserId = id,
            TelegramUserId = userId,
            Language = language,
            RemovesMessages = removesMessages,
            ConfirmedAt = await clock.NowAsync(cancellationToken),
        };
        context.Erasures.Add(erasure);
        audit.Add(context, new AuditLine(AuditActions.UserErasing, AuditActors.User) { UserId = id, Detail = $"reference {erasure.Id}" });
        var job = JobQueue.Add(context, JobKind.EraseUser, id, id);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return true;
    }

    /// <summary>Begins again what was confirmed and is not being done: its job was given up. For the worker to call every minute or so.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public Task<int> BeginAgainAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, hinted_at)
        SELECT gen_random_uuid(), 'erase_user', e.user_id, e.user_id, 'queued', 0, 0, 0, NULL
        FROM erasures e JOIN users u ON u.id = e.user_id
        WHERE e.erased_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM jobs j WHERE j.kind = 'erase_user' AND j.subject_id = e.user_id
            AND (j.status IN ('queued', 'running') OR j.status = 'dead' AND j.finished_at > now() - interval '1 hour'))
        """,
        cancellationToken);
}

/// <summary>How much would be erased.</summary>
/// <param name="Connections">Zoom accounts.</param>
/// <param name="Meetings">Meetings that are known.</param>
/// <param name="Transcripts">Transcripts.</param>
/// <param name="Routes">Routes.</param>
public sealed record ErasureScope(int Connections, int Meetings, int Transcripts, int Routes);
