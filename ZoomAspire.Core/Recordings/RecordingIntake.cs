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
        WebhookEnvelope envelope, RecordingCompleted completed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var entry = new RecordingEntry(envelope, completed);
        return !envelope.IsOrganizations && await batches.TryTakeInAsync(entry, cancellationToken)
            ? WebhookOutcome.Accepted
            : await TakeInAloneAsync(entry, cancellationToken);
    }

    private async Task<WebhookOutcome> TakeInAloneAsync(RecordingEntry entry, CancellationToken cancellationToken)
    {
        var (envelope, completed) = (entry.Envelope, entry.Completed);
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

        var haveJobs = await EnterAsync(entry, host, cancellationToken);
        if (haveJobs.Count == 0)
        {
            return WebhookOutcome.Duplicate;
        }

        if (!haveJobs[completed.MeetingUuid])
        {
            return WebhookOutcome.UnknownHost; // The history of another, who had the account before.
        }

        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([entry.JobId], cancellationToken);
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

    /// <returns>As <see cref="RecordingEntry.ReadAsync"/>.</returns>
    private async Task<Dictionary<MeetingUuid, bool>> EnterAsync(RecordingEntry entry, ConnectedHost host, CancellationToken cancellationToken)
    {
        await using var batch = context.NewBatch(entry.Store(host, time.GetUtcNow()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await RecordingEntry.ReadAsync(reader, cancellationToken);
    }
}
