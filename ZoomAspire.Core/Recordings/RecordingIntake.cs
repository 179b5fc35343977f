using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Takes in <c>recording.completed</c>: stores the event, the meeting and a job in one transaction, then wakes a worker. What is
/// committed here is never lost; what was taken in before is recognised.
/// </summary>
public sealed class RecordingIntake(
    ZoomAspireContext context, JobHints hints, DeadLetterMetrics metrics, IOptions<ZoomOptions> zoom, TimeProvider time) : IWebhookEventHandler
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
        var connection = await FindConnectionAsync(completed.HostId, cancellationToken);
        if (connection?.UserId is not { } tenantId)
        {
            return WebhookOutcome.UnknownHost;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (connection.AccountId != completed.AccountId)
        {
            if (envelope.IsOrganizations)
            {
                return WebhookOutcome.UnknownHost; // It could name anybody: what it says of others counts for nothing.
            }

            var refused = await RefuseAsync(envelope, completed, connection.Id, tenantId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            if (refused == WebhookOutcome.Contradictory)
            {
                metrics.Buried(JobKind.FetchMeeting, FailureKind.Permanent);
            }

            return refused;
        }

        await Tombstones.KeepOutDeletionsAsync(context, connection.AccountId, cancellationToken);
        if (await AreDeletedAsync(completed, cancellationToken))
        {
            return WebhookOutcome.Tombstoned;
        }

        if (!await IsNewAsync(envelope, completed, cancellationToken))
        {
            return WebhookOutcome.Duplicate;
        }

        var meeting = MeetingOf(connection, completed, envelope.IsOrganizations);
        if (await MeetingRows.EnsureAsync(context, meeting, connection, cancellationToken) is not { } meetingId)
        {
            return WebhookOutcome.UnknownHost; // Another user's history, who had the account before.
        }

        var job = JobQueue.Add(context, JobKind.FetchMeeting, meetingId, tenantId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return WebhookOutcome.Accepted;
    }

    // A link that needs re-authorisation still takes in: its jobs wait. Of a host's own connection and a linked one only one is alive.
    private Task<Connection?> FindConnectionAsync(ZoomUserId hostId, CancellationToken cancellationToken) =>
        context.Connections.AsNoTracking()
            .Where(connection => connection.Provider == ZoomProvider.Name &&
                (connection.ClientId == zoom.Value.ClientId || connection.GrantType == GrantType.AccountCredentials) &&
                connection.ExternalUserId == hostId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth))
            .OrderByDescending(connection => connection.ClientId == zoom.Value.ClientId).ThenByDescending(connection => connection.Id)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// A host id only ever counts together with its account: what contradicts is a dead letter, which keeps the meeting's uuid and
    /// nothing else that the event says. A replay asks Zoom with the host's own token, and goes on only if the answer is of the account
    /// that he is connected with by then.
    /// </summary>
    private async Task<WebhookOutcome> RefuseAsync(
        WebhookEnvelope envelope, RecordingCompleted completed, long connectionId, long tenantId, CancellationToken cancellationToken)
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
            VALUES ({ZoomProvider.Name}, {completed.MeetingUuid.Value}, 0, {completed.HostId.Value}, {connectionId}, {tenantId}, '', 0, {time.GetUtcNow()},
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
            tenantId,
            new JobFailure(FailureKind.Permanent, "A webhook named this host together with another account than his."),
            cancellationToken);
        await TellOwnerAsync(connectionId, tenantId, cancellationToken);
        return WebhookOutcome.Contradictory;
    }

    // Once for each authorisation; of nothing that the event says but that it came. The dispatcher hints.
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

    private async Task<bool> AreDeletedAsync(RecordingCompleted completed, CancellationToken cancellationToken)
    {
        var tombstones = await Tombstones.OfAsync(context, completed.AccountId, completed.MeetingUuid, cancellationToken);
        return tombstones.Any && completed.FileKeys.DefaultIfEmpty("").All(file => tombstones.Cover(file));
    }

    /// <summary>
    /// One key per meeting instance and file: Zoom sends an event again with other URLs and tokens, and sends further events of
    /// the same meeting for further files. In the same order by everybody: who waits for another's key holds none that the other needs.
    /// </summary>
    private async Task<bool> IsNewAsync(WebhookEnvelope envelope, RecordingCompleted completed, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> files = completed.FileKeys.Count > 0 ? completed.FileKeys : ["none"];
        string[] keys = [.. files.Select(file => WebhookKeys.Recording(envelope.Event, completed.HostId, completed.MeetingUuid, file)).Order(StringComparer.Ordinal)];
        var outcome = SnakeCaseNames.Of(nameof(WebhookOutcome.Accepted));
        return await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_events (dedupe_key, event_name, event_time, meeting_uuid, outcome, received_at)
            SELECT key, {envelope.Event}, {envelope.EventTime}, {completed.MeetingUuid.Value}, {outcome}, {time.GetUtcNow()}
            FROM unnest({keys}) WITH ORDINALITY AS file (key, place) ORDER BY place
            ON CONFLICT (dedupe_key) DO NOTHING
            """,
            cancellationToken) > 0;
    }

    private Meeting MeetingOf(Connection connection, RecordingCompleted completed, bool isClaim) => new()
    {
        Provider = ZoomProvider.Name,
        MeetingUuid = completed.MeetingUuid,
        ZoomMeetingId = completed.MeetingNumber,
        OwnerZoomUserId = completed.HostId,
        ConnectionId = connection.Id,
        UserId = connection.UserId,
        Topic = completed.Topic,
        StartTime = completed.StartTime,
        TimeZone = completed.TimeZone,
        DurationMinutes = completed.DurationMinutes,
        ZoomDeletesAt = completed.DeletesAt,
        CreatedAt = time.GetUtcNow(),
        // The organisation's secret is held by others, who could name a meeting of anybody's: whose it is Zoom's API says.
        IsContradicted = isClaim,
    };
}
