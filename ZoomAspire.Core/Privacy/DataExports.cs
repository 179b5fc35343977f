using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>Lets users ask for all that is kept of them: one file at a time, and not every minute.</summary>
/// <param name="context">The database.</param>
/// <param name="audit">Keeps that it was asked for.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="clock">The clock that all processes share.</param>
public sealed class DataExports(ZoomAspireContext context, AuditLog audit, JobHints hints, ISharedClock clock)
{
    /// <summary>So long after one was asked for there is no other.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>The data of the button that asks for the file.</summary>
    public const string ButtonData = "privacy:export";

    /// <summary>Has the file made and sent to the private chat.</summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task<DataExportResult> AskAsync(TelegramUserId userId, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Of two presses one begins.
        var users = await context.Database.SqlQuery<long>(
            $"""SELECT id AS "Value" FROM users WHERE telegram_user_id = {userId.Value} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
        if (users is not [var id])
        {
            return DataExportResult.NothingKept;
        }

        var before = await clock.NowAsync(cancellationToken) - Pause;
        var known = await context.Jobs.AsNoTracking()
            .Where(job => job.Kind == JobKind.ExportData && job.TenantId == id &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || (job.Status == JobStatus.Done && job.CreatedAt > before)))
            .Select(job => job.Status)
            .ToListAsync(cancellationToken);
        if (known.Count > 0)
        {
            return known.Contains(JobStatus.Done) ? DataExportResult.SentRecently : DataExportResult.UnderWay;
        }

        var added = JobQueue.Add(context, JobKind.ExportData, id, id);
        audit.Add(context, new AuditLine(AuditActions.UserExported, AuditActors.User) { UserId = id });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([added.Id], cancellationToken);
        return DataExportResult.Started;
    }
}

/// <summary>What came of asking for an export.</summary>
public enum DataExportResult
{
    /// <summary>It is being made.</summary>
    Started,

    /// <summary>It was being made already.</summary>
    UnderWay,

    /// <summary>One was sent within <see cref="DataExports.Pause"/>.</summary>
    SentRecently,

    /// <summary>There is no such user.</summary>
    NothingKept,
}
