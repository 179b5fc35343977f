using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Decides what the owner of a connection is to be told about its link, and when.</summary>
/// <param name="context">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of connections that could not be looked at.</param>
public sealed partial class LinkNotices(ZoomAspireContext context, TimeProvider time, ILogger<LinkNotices> logger)
{
    private const int Page = 100;

    // Refresh tokens end after 90 days (https://developers.zoom.us/docs/integrations/oauth/); idle ones are refreshed after 30.
    private static readonly TimeSpan RefreshTokenLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);
    private static readonly TimeSpan DeletionWarning = TimeSpan.FromDays(3);

    // Who records every day would otherwise be warned every day.
    private static readonly TimeSpan BetweenDeletionWarnings = TimeSpan.FromDays(7);

    private static readonly (TimeSpan After, ConnectionNoticeKind Kind)[] Stages =
    [
        (TimeSpan.FromDays(21), ConnectionNoticeKind.AfterThreeWeeks),
        (TimeSpan.FromDays(7), ConnectionNoticeKind.AfterWeek),
        (TimeSpan.FromDays(1), ConnectionNoticeKind.AfterDay),
        (TimeSpan.Zero, ConnectionNoticeKind.NeedsReauth),
    ];

    private static readonly ConnectionNoticeKind[] StageKinds = [.. Stages.Select(stage => stage.Kind)];

    /// <summary>Queues a job for each connection whose owner is to be told something, for the worker to call now and then.</summary>
    /// <param name="cancellationToken">Stops between two connections.</param>
    /// <returns>How many.</returns>
    public async Task<int> QueueAsync(CancellationToken cancellationToken)
    {
        await NoteSinceWhenAsync(cancellationToken);
        var queued = 0;
        for (var after = 0L; await CandidatesAsync(after, cancellationToken) is [.., var last] page; after = last.Id)
        {
            foreach (var connection in page)
            {
                if (await IsDueAsync(connection, cancellationToken))
                {
                    JobQueue.Add(context, JobKind.AskToReconnect, connection.Id, connection.UserId!.Value);
                    queued++;
                }
            }

            await context.SaveChangesAsync(cancellationToken);
        }

        return queued;
    }

    /// <summary>What is to be told now, and has not been; null if nothing is.</summary>
    internal async Task<DueNotice?> FindDueAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection is { Status: ConnectionStatus.Active, RefreshErrorCount: > 0, LastRefreshAt: { } refreshedAt })
        {
            var expiry = refreshedAt + RefreshTokenLife;
            var left = expiry - time.GetUtcNow();
            return left <= ExpiryWarning && left > TimeSpan.Zero
                ? await UnlessToldAsync(connection, ConnectionNoticeKind.Expiring, expiry, cancellationToken)
                : null;
        }

        if (connection is not { Status: ConnectionStatus.NeedsReauth, NeedsReauthSince: { } since })
        {
            return null;
        }

        return connection.PausedAt is { } paused
            ? await UnlessToldAsync(connection, ConnectionNoticeKind.Paused, paused, cancellationToken)
            : await FindStageAsync(connection, since, cancellationToken) ?? await FindDeletionAsync(connection, cancellationToken);
    }

    /// <summary>How much waits for the owner.</summary>
    internal async Task<WaitingRecordings> CountWaitingAsync(Connection connection, CancellationToken cancellationToken)
    {
        // From the few jobs that are parked for this owner to their meetings, never from all that the connection ever had.
        var deletions = await context.Database.SqlQuery<DateTimeOffset?>(
            $"""
            SELECT m.zoom_deletes_at AS "Value" FROM meetings m
            WHERE m.connection_id = {connection.Id} AND m.id IN (
                SELECT CASE j.kind WHEN 'fetch_meeting' THEN j.subject_id
                                   ELSE (SELECT r.meeting_id FROM recordings r WHERE r.id = j.subject_id) END
                FROM jobs j
                WHERE j.tenant_id = {connection.UserId} AND j.status = 'parked' AND j.failure_kind = 'needs_reauth'
                  AND j.kind IN ('fetch_meeting', 'stage_recording'))
            """).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var ahead = deletions.Where(at => at > now).Order().ToList();
        return new WaitingRecordings(
            deletions.Count(at => at is null || at > now),
            ahead.FirstOrDefault(),
            ahead.Count(at => at <= ahead[0] + BetweenDeletionWarnings));
    }

    // A version from before this column suspends without it. A row may be held for as long as a call to the provider takes: next time then.
    private Task<int> NoteSinceWhenAsync(CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
        WITH locked AS (
            SELECT id FROM connections WHERE status = 'needs_reauth' AND needs_reauth_since IS NULL
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE connections c SET needs_reauth_since = {time.GetUtcNow()} FROM locked WHERE c.id = locked.id
        """,
        cancellationToken);

    // What is wrong with one connection is no reason to tell the owners of all later ones nothing.
    private async Task<bool> IsDueAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await FindDueAsync(connection, cancellationToken) is not null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotLookedAt(exception, connection.Id);
            return false;
        }
    }

    private Task<List<Connection>> CandidatesAsync(long after, CancellationToken cancellationToken)
    {
        var stale = time.GetUtcNow() - (RefreshTokenLife - ExpiryWarning);
        return context.Connections.AsNoTracking()
            .Where(connection => connection.Id > after && connection.UserId != null &&
                (connection.Status == ConnectionStatus.NeedsReauth ||
                    (connection.Status == ConnectionStatus.Active && connection.RefreshErrorCount > 0 && connection.LastRefreshAt <= stale)))
            .Where(connection => !context.Jobs.Any(job => job.Kind == JobKind.AskToReconnect && job.SubjectId == connection.Id &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running)))
            .OrderBy(connection => connection.Id)
            .Take(Page)
            .ToListAsync(cancellationToken);
    }

    // After a standstill of ours the latest one is told, not all that were missed.
    private async Task<DueNotice?> FindStageAsync(Connection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var elapsed = time.GetUtcNow() - since;
        var (after, kind) = Stages.FirstOrDefault(stage => elapsed >= stage.After, Stages[^1]);
        var about = since + after;
        return await context.ConnectionNotices.AnyAsync(
            notice => notice.ConnectionId == connection.Id && StageKinds.Contains(notice.Kind) && notice.About >= about, cancellationToken)
            ? null
            : new DueNotice(kind, about);
    }

    private async Task<DueNotice?> FindDeletionAsync(Connection connection, CancellationToken cancellationToken)
    {
        var waiting = await CountWaitingAsync(connection, cancellationToken);
        if (waiting.FirstDeletion is not { } deletion || deletion - time.GetUtcNow() > DeletionWarning)
        {
            return null;
        }

        var covered = deletion - BetweenDeletionWarnings;
        return await context.ConnectionNotices.AnyAsync(
            notice => notice.ConnectionId == connection.Id && notice.Kind == ConnectionNoticeKind.BeforeDeletion && notice.About > covered,
            cancellationToken)
            ? null
            : new DueNotice(ConnectionNoticeKind.BeforeDeletion, deletion);
    }

    private async Task<DueNotice?> UnlessToldAsync(
        Connection connection, ConnectionNoticeKind kind, DateTimeOffset about, CancellationToken cancellationToken) =>
        await context.ConnectionNotices.AnyAsync(
            notice => notice.ConnectionId == connection.Id && notice.Kind == kind && notice.About >= about, cancellationToken)
            ? null
            : new DueNotice(kind, about);

    [LoggerMessage(LogLevel.Error, "What the owner of connection {ConnectionId} is to be told could not be found out")]
    private partial void LogNotLookedAt(Exception exception, long connectionId);
}

/// <summary>A notice that is to be sent.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="About">Which time of it.</param>
internal sealed record DueNotice(ConnectionNoticeKind Kind, DateTimeOffset About);

/// <summary>What waits until its owner connects again.</summary>
/// <param name="Count">Recordings, one a meeting, that Zoom still has.</param>
/// <param name="FirstDeletion">When Zoom deletes the first of them, if it does.</param>
/// <param name="SoonDeleted">How many it deletes within a week of the first.</param>
internal sealed record WaitingRecordings(int Count, DateTimeOffset? FirstDeletion, int SoonDeleted);
