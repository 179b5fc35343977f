using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Takes in <c>recording.completed</c>: stores the event, the meeting and a job in one transaction, then wakes a worker. What is
/// committed here is never lost; what was taken in before is recognised. What is plain is taken in together with whatever comes at the same
/// time (<see cref="IntakeBatches"/>).
/// </summary>
internal sealed class RecordingIntake(
    IntakeBatches batches, ZoomAspireContext context, JobHints hints, DeadLetterMetrics metrics, IOptions<ZoomOptions> zoom, TimeProvider time)
    : IWebhookEventHandler
{
    // {0} to {13} are the meeting's. The count is there once all keys are written; the job is the meeting's owner's, {5}.
    private const string EnterStatement =
        $$"""
        WITH event AS (
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            SELECT key, {15}, {16}::timestamptz, {1}, {17}, {11} FROM unnest({14}) WITH ORDINALITY AS file (key, place) ORDER BY place
            ON CONFLICT (dedupe_key) DO NOTHING
            RETURNING id
        ), written AS (
            SELECT count(*) > 0 AS is_new FROM event
        ), meeting AS (
            {{MeetingRows.Insert}} FROM written WHERE is_new
            {{MeetingRows.OrFind}}
            RETURNING id
        ), job AS (
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures, trace_parent, trace_state)
            SELECT {18}, 'fetch_meeting', id, {5}, 'queued', 0, 0, 0, {19}::text, {20}::text FROM meeting
            RETURNING id
        )
        SELECT is_new AS "IsNew", (SELECT id FROM job) AS "JobId" FROM written
        """;

    /// <inheritdoc />
    public async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return RecordingCompleted.TryRead(envelope.Payload) is { } completed
            ? await TakeInAsync(envelope, completed, cancellationToken)
            : WebhookOutcome.Malformed;
    }

    /// <summary>Stores an event.</summary>
    /// <param name="envelope">The event as it came.</param>
    /// <param name="completed">What it says.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is stored then.</param>
    /// <returns>What became of it.</returns>
    public async Task<WebhookOutcome> TakeInAsync(
        WebhookEnvelope envelope, RecordingCompleted completed, CancellationToken cancellationToken) =>
        !envelope.IsOrganizations && await batches.TryTakeInAsync(envelope, completed, cancellationToken)
            ? WebhookOutcome.Accepted
            : await TakeInAloneAsync(envelope, completed, cancellationToken);

    private async Task<WebhookOutcome> TakeInAloneAsync(
        WebhookEnvelope envelope, RecordingCompleted completed, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var (host, tombstones) = await HostReading.ReadAsync(context, completed, zoom.Value.ClientId, cancellationToken);
        if (host is null)
        {
            return WebhookOutcome.UnknownHost;
        }

        if (host.AccountId != completed.AccountId)
        {
            if (envelope.IsOrganizations)
            {
                return WebhookOutcome.UnknownHost; // It could name anybody: what it says of others counts for nothing.
            }

            var refused = await RefuseAsync(envelope, completed, host, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (refused == WebhookOutcome.Contradictory)
            {
                metrics.Buried(JobKind.FetchMeeting, FailureKind.Permanent);
            }

            return refused;
        }

        if (tombstones.Any && completed.FileKeys.DefaultIfEmpty("").All(file => tombstones.Cover(file)))
        {
            return WebhookOutcome.Tombstoned;
        }

        var entered = await EnterAsync(envelope, completed, host, cancellationToken);
        if (entered is not { IsNew: true, JobId: { } jobId })
        {
            // Known; or the history of another, who had the account before.
            return entered.IsNew ? WebhookOutcome.UnknownHost : WebhookOutcome.Duplicate;
        }

        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([jobId], cancellationToken);
        return WebhookOutcome.Accepted;
    }

    /// <summary>
    /// A host id only ever counts together with its account: what contradicts is a dead letter, which keeps the meeting's uuid and
    /// nothing else that the event says. A replay asks Zoom with the host's own token, and goes on only if the answer is of the account
    /// that he is connected with by then.
    /// </summary>
    private async Task<WebhookOutcome> RefuseAsync(
        WebhookEnvelope envelope, RecordingCompleted completed, ConnectedHost host, CancellationToken cancellationToken)
    {
        var isNew = await WebhookEvents.TryAddAsync(
            context,
            new WebhookEvent
            {
                DedupeKey = WebhookKeys.Contradiction(envelope.Event, completed.AccountId, completed.MeetingUuid),
                EventName = envelope.Event,
                EventTime = envelope.EventTime,
                MeetingUuid = completed.MeetingUuid,
                Outcome = WebhookOutcome.Contradictory,
                ReceivedAt = time.GetUtcNow(),
            },
            cancellationToken);
        if (!isNew)
        {
            return WebhookOutcome.Duplicate;
        }

        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, user_id, topic, duration_minutes, created_at,
                                  is_contradicted)
            VALUES ({ZoomProvider.Name}, {completed.MeetingUuid.Value}, 0, {completed.HostId.Value}, {host.ConnectionId}, {host.OwnerId}, '', 0, {time.GetUtcNow()},
                    true)
            ON CONFLICT (provider, zoom_meeting_uuid) DO NOTHING
            """,
            cancellationToken);
        var meetingId = await context.Meetings
            .Where(meeting => meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == completed.MeetingUuid)
            .Select(meeting => meeting.Id)
            .SingleAsync(cancellationToken);
        await JobQueue.AddDeadAsync(
            context,
            JobKind.FetchMeeting,
            meetingId,
            host.OwnerId,
            new JobFailure(FailureKind.Permanent, "A webhook named this host together with another account than his."),
            cancellationToken);
        await TellOwnerAsync(host.ConnectionId, host.OwnerId, cancellationToken);
        return WebhookOutcome.Contradictory;
    }

    // Once for each authorisation, and without naming a meeting: topic and time are words of an event that contradicts what we know, and
    // may be another's, or invented. What is his he learns from Zoom: connected again, the sweep brings it by its name. The dispatcher hints.
    private async Task TellOwnerAsync(long connectionId, long tenantId, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {tenantId} FOR NO KEY UPDATE", cancellationToken);
        if (!await context.Jobs.AnyAsync(
            job => job.Kind == JobKind.TellAccountChanged && job.SubjectId == connectionId && job.TenantId == tenantId &&
                context.Connections.Any(connection => connection.Id == connectionId && connection.AuthorizedAt < job.CreatedAt),
            cancellationToken))
        {
            JobQueue.Add(context, JobKind.TellAccountChanged, connectionId, tenantId);
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Stores event, meeting and job, in this order and in one statement. One key per meeting instance and file: Zoom sends an event again
    /// with other URLs and tokens, and sends further events of the same meeting for further files. Keys in the same order by everybody, and
    /// all of them before the meeting: who waits for another's key holds nothing that the other needs.
    /// </summary>
    private async Task<Entered> EnterAsync(
        WebhookEnvelope envelope, RecordingCompleted completed, ConnectedHost host, CancellationToken cancellationToken)
    {
        string[] keys = [.. WebhookKeys.Recordings(envelope.Event, completed.HostId, completed.MeetingUuid, completed.FileKeys)];
        var meeting = MeetingOf(host, completed, envelope.IsOrganizations);
        var (traceParent, traceState) = JobQueue.Trace();
        var entered = await context.Database.SqlQueryRaw<Entered>(
            EnterStatement,
            [
                .. MeetingRows.ArgumentsOf(meeting, host.ConnectedAt)!,
                keys, envelope.Event, envelope.EventTime!, SnakeCaseNames.Of(nameof(WebhookOutcome.Accepted)), Guid.CreateVersion7(), traceParent!, traceState!,
            ]).ToListAsync(cancellationToken);
        return entered.Single();
    }

    private Meeting MeetingOf(ConnectedHost host, RecordingCompleted completed, bool isClaim) => new()
    {
        Provider = ZoomProvider.Name,
        MeetingUuid = completed.MeetingUuid,
        ZoomMeetingId = completed.MeetingNumber,
        OwnerZoomUserId = completed.HostId,
        ConnectionId = host.ConnectionId,
        UserId = host.OwnerId,
        Topic = completed.Topic,
        StartTime = completed.StartTime,
        TimeZone = completed.TimeZone,
        DurationMinutes = completed.DurationMinutes,
        ZoomDeletesAt = completed.DeletesAt,
        CreatedAt = time.GetUtcNow(),
        // The organisation's secret is held by others, who could name a meeting of anybody's: whose it is Zoom's API says.
        IsContradicted = isClaim,
    };

    /// <param name="IsNew">Whether at least one of the event's keys is.</param>
    /// <param name="JobId">The job; null where the meeting is another's history, too.</param>
    private sealed record Entered(bool IsNew, Guid? JobId);
}
