using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Brings the latest recording that a connection has at Zoom, because its owner asked for it after connecting.</summary>
internal sealed class SendLatestRecordingHandler(ZoomAspireContext context, ZoomClient zoom, OwnerNotices notices, TimeProvider time)
    : IJobHandler
{
    /// <summary>How far back it is looked for, in months.</summary>
    internal const int Months = 6;

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var connection = await context.Connections.AsNoTracking()
            .SingleOrDefaultAsync(connection => connection.Id == job.SubjectId, cancellationToken);
        if (connection is not { Status: ConnectionStatus.Active } || connection.UserId != job.TenantId)
        {
            return;
        }

        MeetingRecordings? latest;
        try
        {
            latest = await FindAsync(job, connection, cancellationToken);
        }
        catch (JobFailedException exception) when (exception.Failure.Kind == FailureKind.NeedsReauth)
        {
            return; // Its owner is asked to connect again; the button is still there.
        }
        catch (JobFailedException exception) when (exception.Failure.Kind == FailureKind.Permanent)
        {
            await notices.TellAsync(job, RecordingText.CannotLookForLatest, null, cancellationToken);
            return;
        }

        if (latest is null)
        {
            await notices.TellAsync(job, RecordingText.NoRecordingYet(Months), null, cancellationToken);
        }
        else if (await IsEnteredAsync(latest.MeetingUuid, cancellationToken))
        {
            await notices.TellAsync(job, RecordingText.LatestIsThere(latest.Topic), null, cancellationToken);
        }
        else
        {
            await job.CompleteAsync(context, token => EnterAsync(job, connection, latest, token), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<MeetingRecordings?> FindAsync(JobLease job, Connection connection, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        MeetingRecordings? latest = null;
        for (var month = 0; month < Months && latest is null; month++)
        {
            var (from, to) = (today.AddMonths(-month - 1).AddDays(1), today.AddMonths(-month));
            latest = await ZoomFailures.TranslateAsync(job, async () =>
                await zoom.ListRecordingsAsync(connection.Id, from, to, cancellationToken)
                    .Where(meeting => meeting.HostId is not { } host || host == connection.ExternalUserId)
                    .Where(meeting => RecordingChoice.Of(meeting.Files, TimeSpan.MaxValue).Files.Count > 0)
                    .MaxByAsync(meeting => meeting.StartTime, cancellationToken: cancellationToken));
        }

        return latest;
    }

    private Task<bool> IsEnteredAsync(MeetingUuid uuid, CancellationToken cancellationToken) =>
        context.Meetings.AnyAsync(
            meeting => meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == uuid &&
                context.Recordings.Any(recording => recording.MeetingId == meeting.Id),
            cancellationToken);

    private async Task EnterAsync(JobLease job, Connection connection, MeetingRecordings latest, CancellationToken cancellationToken)
    {
        if (await MeetingRows.EnsureAsync(
            context, MeetingRows.Of(latest, connection, time.GetUtcNow()), connection, cancellationToken) is { } id)
        {
            JobQueue.Add(context, JobKind.FetchMeeting, id, job.TenantId);
        }
    }
}
