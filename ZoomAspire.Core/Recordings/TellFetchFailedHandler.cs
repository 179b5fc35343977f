using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>Tells the owner of a meeting, privately, that its recording could not be fetched, or is not there: nothing was announced in any chat.</summary>
internal sealed class TellFetchFailedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var row = await (
            from meeting in context.Meetings
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            where meeting.Id == job.SubjectId && connection.UserId == job.TenantId && connection.Status != ConnectionStatus.Revoked
            select new
            {
                meeting,
                TimeZone = context.Users.Where(user => user.Id == job.TenantId).Select(user => user.TimeZone).FirstOrDefault(),
                IsGone = context.Jobs
                    .Where(other => other.Kind == JobKind.FetchMeeting && other.SubjectId == meeting.Id && other.TenantId == job.TenantId &&
                        other.FinishedAt != null)
                    .OrderByDescending(other => other.FinishedAt)
                    .Select(other => other.Status == JobStatus.Cancelled)
                    .FirstOrDefault(),
                IsPartlyThere = context.Recordings.Any(recording => recording.MeetingId == meeting.Id),
            }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (row is { IsGone: true })
        {
            await notices.TellAsync(job, RecordingText.FetchGone(row.meeting, row.TimeZone), null, cancellationToken);
        }
        else if (row is not null)
        {
            await notices.TellAsync(
                job,
                RecordingText.FetchFailed(row.meeting, row.TimeZone, row.IsPartlyThere),
                RecordingButtons.Fetch(row.meeting.Id),
                cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
