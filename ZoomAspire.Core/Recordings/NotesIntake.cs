using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Takes in that there is something new to read of a meeting, or that Zoom's summary of it was deleted. What it says is not kept: Zoom is
/// asked. Of a meeting without a recording that we know nothing is stored: whoever finds its recording looks for what there is to read.
/// </summary>
public sealed class NotesIntake(ZoomAspireContext context, NotesStore store, JobHints hints, TimeProvider time) : IWebhookEventHandler
{
    /// <summary>The event of a summary that was put into the trash.</summary>
    internal const string SummaryTrashed = "meeting.summary_trashed";

    /// <summary>The event of a summary that was deleted for good.</summary>
    internal const string SummaryDeleted = "meeting.summary_deleted";

    /// <inheritdoc />
    public async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var subject = envelope.Payload.Child("object");
        // Events about summaries name the same things otherwise than events about recordings.
        if ((subject.Text("meeting_uuid") ?? subject.Text("uuid")) is not { } uuid ||
            (subject.Text("meeting_host_id") ?? subject.Text("host_id")) is not { } host ||
            (envelope.Payload.Text("account_id") ?? subject.Text("account_id")) is not { } accountId)
        {
            return WebhookOutcome.Malformed;
        }

        return await FindAsync(new MeetingUuid(uuid), new ZoomUserId(host), accountId, cancellationToken) is { } meeting
            ? await TakeInAsync(envelope, meeting, cancellationToken)
            : WebhookOutcome.Ignored;
    }

    private async Task<WebhookOutcome> TakeInAsync(WebhookEnvelope envelope, KnownMeeting meeting, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Tombstones.KeepOutDeletionsAsync(context, meeting.AccountId, cancellationToken);
        if (!await WebhookEvents.TryAddAsync(context, EventOf(envelope, meeting), cancellationToken))
        {
            return WebhookOutcome.Duplicate;
        }

        // The organisation's secret is held by others: what it says of somebody's own connection makes us ask, and nothing else.
        if (envelope.Event is SummaryTrashed or SummaryDeleted && (!envelope.IsOrganizations || meeting.IsLinked))
        {
            await ForgetSummaryAsync(meeting.Id, cancellationToken);
        }

        // With a place in the order it comes after all that has none: audio goes first.
        var job = JobQueue.Add(context, JobKind.FetchNotes, meeting.Id, meeting.OwnerId, meeting.At);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return WebhookOutcome.Accepted;
    }

    private async Task ForgetSummaryAsync(long meetingId, CancellationToken cancellationToken)
    {
        await store.LockAsync(meetingId, cancellationToken);
        var summaries = await context.Notes
            .Where(notes => notes.Source == NotesSource.MeetingSummary &&
                context.Recordings.Any(recording => recording.Id == notes.RecordingId && recording.MeetingId == meetingId))
            .ToListAsync(cancellationToken);
        context.Notes.RemoveRange(summaries);
        foreach (var summary in summaries)
        {
            await store.QueueShowingAsync(summary.RecordingId, cancellationToken);
        }
    }

    private Task<KnownMeeting?> FindAsync(MeetingUuid uuid, ZoomUserId host, string accountId, CancellationToken cancellationToken) => (
        from meeting in context.Meetings
        join connection in context.Connections on meeting.ConnectionId equals connection.Id
        where meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == uuid && meeting.OwnerZoomUserId == host &&
            !meeting.IsContradicted && connection.AccountId == accountId && connection.ExternalUserId == host &&
            connection.UserId != null && meeting.UserId == connection.UserId &&
            (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth) &&
            context.Recordings.Any(recording => recording.MeetingId == meeting.Id && recording.Status != RecordingStatus.Gone)
        select new KnownMeeting(
            meeting.Id,
            uuid,
            host,
            accountId,
            connection.UserId!.Value,
            connection.GrantType == GrantType.AccountCredentials,
            meeting.StartTime ?? meeting.CreatedAt))
        .SingleOrDefaultAsync(cancellationToken);

    private WebhookEvent EventOf(WebhookEnvelope envelope, KnownMeeting meeting)
    {
        var now = time.GetUtcNow();
        return new WebhookEvent
        {
            // What only makes us ask must not pass for what is believed.
            DedupeKey = WebhookKeys.Notes(envelope.Event, meeting.Host, meeting.Uuid, envelope.EventTime ?? now) +
                (envelope.IsOrganizations && !meeting.IsLinked ? ":claim" : ""),
            EventName = envelope.Event,
            EventTime = envelope.EventTime,
            MeetingUuid = meeting.Uuid,
            Outcome = WebhookOutcome.Accepted,
            ReceivedAt = now,
        };
    }

    private sealed record KnownMeeting(
        long Id, MeetingUuid Uuid, ZoomUserId Host, string AccountId, long OwnerId, bool IsLinked, DateTimeOffset At);
}
