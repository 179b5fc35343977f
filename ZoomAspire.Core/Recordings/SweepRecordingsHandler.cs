using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Compares what a connection has at Zoom with what was taken in, and takes in what no webhook told. May be repeated, and may be
/// late by any time: it begins where the last one that came to its end began.
/// </summary>
internal sealed partial class SweepRecordingsHandler(
    ZoomAspireContext context,
    ZoomClient zoom,
    MissedRecordings missed,
    MissedNotes missedNotes,
    DeadFetches dead,
    PipelineMetrics metrics,
    TimeProvider time,
    ILogger<SweepRecordingsHandler> logger) : IJobHandler
{
    // Zoom lists by the day on which a meeting began, and may take a day after its end to process it.
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(3);

    /// <summary>Up to so many come like any other; more are told in one line, and come without a sound.</summary>
    internal const int Few = 3;

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        var sweep = await context.RecordingSweeps.SingleOrDefaultAsync(sweep => sweep.ConnectionId == job.SubjectId, cancellationToken);
        if (sweep is null || connection is not { Status: ConnectionStatus.Active, ConnectedAt: { } connectedAt } ||
            connection.UserId != job.TenantId)
        {
            return;
        }

        var begunAt = time.GetUtcNow();
        if (await ListAsync(job, connection.Id, Since(sweep, connectedAt), begunAt, cancellationToken) is not { } listed)
        {
            return;
        }

        // Zoom has just answered.
        var again = await dead.BeginAgainAsync(connection.Id, job.TenantId, cancellationToken);
        var found = await missed.FindAsync(connection, listed, cancellationToken);
        foreach (var meeting in await missedNotes.FindAsync(connection, listed, cancellationToken))
        {
            JobQueue.Add(context, JobKind.FetchNotes, meeting, job.TenantId, begunAt);
        }

        sweep.CompletedAt = begunAt;
        await job.CompleteAsync(context, token => EnterAsync(job, connection, sweep, found, token), cancellationToken);
        Report(connection.Id, found.Count, again);
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private static DateTimeOffset Since(RecordingSweep sweep, DateTimeOffset connectedAt) =>
        sweep.CompletedAt is { } completedAt && completedAt - Overlap > connectedAt ? completedAt - Overlap : connectedAt;

    /// <returns>Null where Zoom does not let us look: there is nothing to repeat before somebody acts.</returns>
    private async Task<List<MeetingRecordings>?> ListAsync(
        JobLease job, long connectionId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A meeting may have begun the day before.
        var from = DateOnly.FromDateTime(since.UtcDateTime).AddDays(-1);
        var to = DateOnly.FromDateTime(now.UtcDateTime);
        try
        {
            return await ZoomFailures.TranslateAsync(job, async () =>
                await zoom.ListRecordingsAsync(connectionId, from, to, cancellationToken).ToListAsync(cancellationToken));
        }
        catch (JobFailedException exception) when (exception.Failure.Kind is FailureKind.NeedsReauth or FailureKind.Permanent)
        {
            // A dead link: its owner is asked, and when it lives again the sweep is due. A scope that is missing: the owner was told.
            LogNotAllowed(connectionId, exception.Failure.Reason);
            return null;
        }
    }

    private async Task EnterAsync(
        JobLease job,
        Connection connection,
        RecordingSweep sweep,
        IReadOnlyList<MeetingRecordings> found,
        CancellationToken cancellationToken)
    {
        if (found.Count == 0)
        {
            return;
        }

        await MeetingRows.LockAsync(context, found.Select(meeting => meeting.MeetingUuid), cancellationToken);
        var owner = await context.Users.AsNoTracking().SingleAsync(user => user.Id == job.TenantId, cancellationToken);
        var (ids, coming) = (new List<long>(), 0);
        foreach (var meeting in found)
        {
            var row = MeetingRows.Of(meeting, connection, time.GetUtcNow());
            if (await MeetingRows.EnsureAsync(context, row, connection, cancellationToken) is { } id)
            {
                JobQueue.Add(context, JobKind.FetchMeeting, id, job.TenantId, meeting.StartTime);
                ids.Add(id);
                coming += Withholding.ReasonFor(row, owner) is null ? 1 : 0; // Of the others their owner hears otherwise, or does not want to.
            }
        }

        // Of those before it may not have been told yet: they are told of together.
        var isUntold = await IsUntoldAsync(connection.Id, cancellationToken);
        sweep.FoundCount = coming + (isUntold ? sweep.FoundCount : 0);
        if (ids.Count > Few)
        {
            // All of them are this transaction's by now.
            await context.Meetings.Where(meeting => ids.Contains(meeting.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(meeting => meeting.IsQuiet, true), cancellationToken);
            if (!isUntold && coming > 0)
            {
                JobQueue.Add(context, JobKind.TellCaughtUp, connection.Id, job.TenantId);
            }
        }
    }

    private Task<bool> IsUntoldAsync(long connectionId, CancellationToken cancellationToken) => context.Jobs.AnyAsync(
        job => job.Kind == JobKind.TellCaughtUp && job.SubjectId == connectionId &&
            (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked),
        cancellationToken);

    private void Report(long connectionId, int found, int again)
    {
        if (again > 0)
        {
            LogBegunAgain(connectionId, again);
        }

        metrics.CaughtUp(found);
        if (found > 0)
        {
            LogFound(connectionId, found);
        }
    }

    [LoggerMessage(LogLevel.Information, "Connection {ConnectionId} cannot be swept for missed recordings: {Reason}")]
    private partial void LogNotAllowed(long connectionId, string reason);

    [LoggerMessage(LogLevel.Information, "{Count} fetches of connection {ConnectionId} that had died of passing troubles are begun again")]
    private partial void LogBegunAgain(long connectionId, int count);

    [LoggerMessage(LogLevel.Warning, "A sweep of connection {ConnectionId} found {Count} recorded meetings of which no webhook told")]
    private partial void LogFound(long connectionId, int count);
}
