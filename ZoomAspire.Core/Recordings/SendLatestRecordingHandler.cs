using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Brings the latest recording that a connection has at Zoom, because its owner asked for it after connecting.</summary>
internal sealed class SendLatestRecordingHandler(
    ZoomAspireContext context, ZoomClient zoom, OwnerNotices notices, Redelivery redelivery, TimeProvider time) : IJobHandler
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
        catch (JobFailedException exception) when (exception.InnerException is OrganizationRefusedException)
        {
            await notices.TellAsync(job, RecordingText.OrganizationRefused, null, cancellationToken);
            return;
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
        else if (await IsAnothersAsync(latest.MeetingUuid, connection, cancellationToken))
        {
            await notices.TellAsync(job, RecordingText.LatestIsAnothers, null, cancellationToken);
        }
        else if (await StatesAsync(latest.MeetingUuid, cancellationToken) is { Count: > 0 } deliveries)
        {
            var comes = await BringAgainAsync(deliveries, cancellationToken);
            await notices.TellAsync(
                job, comes ? RecordingText.LatestIsThere(latest.Topic) : RecordingText.LatestIsGone(latest.Topic), null, cancellationToken);
        }
        else
        {
            await job.CompleteAsync(context, token => EnterAsync(job, connection, latest, token), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        // Who asked waits for an answer.
        if (status == JobStatus.Dead)
        {
            JobQueue.Add(context, JobKind.TellLatestNotFound, job.SubjectId, job.TenantId);
        }

        return Task.CompletedTask;
    }

    private async Task<MeetingRecordings?> FindAsync(JobLease job, Connection connection, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        MeetingRecordings? latest = null;
        for (var month = 0; month < Months && latest is null; month++)
        {
            var (from, to) = (today.AddMonths(-month - 1).AddDays(1), today.AddMonths(-month));
            var listed = await ZoomFailures.TranslateAsync(job, async () =>
                await zoom.ListRecordingsAsync(connection.Id, from, to, cancellationToken)
                    .Where(meeting => meeting.HostId is not { } host || host == connection.ExternalUserId)
                    .ToListAsync(cancellationToken));
            latest = await LatestAsync(connection, listed, cancellationToken);
        }

        return latest;
    }

    private async Task<MeetingRecordings?> LatestAsync(
        Connection connection, IReadOnlyList<MeetingRecordings> listed, CancellationToken cancellationToken)
    {
        foreach (var meeting in listed.OrderByDescending(meeting => meeting.StartTime))
        {
            var tombstones = await Tombstones.OfAsync(context, connection.AccountId, meeting.MeetingUuid, cancellationToken);
            var files = meeting.Files.Where(file => !tombstones.Cover(file, DateTimeOffset.MaxValue)).ToList();
            if (RecordingChoice.Of(files, TimeSpan.MaxValue).Files.Count > 0)
            {
                return meeting;
            }
        }

        return null;
    }

    private async Task<bool> IsAnothersAsync(MeetingUuid uuid, Connection connection, CancellationToken cancellationToken) =>
        await context.Meetings.AsNoTracking().SingleOrDefaultAsync(
            meeting => meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == uuid, cancellationToken) is { } known &&
        !known.IsContradicted && MeetingOwners.OwnerOf(known, connection) != connection.UserId;

    private async Task<IReadOnlyList<KnownDelivery>> StatesAsync(MeetingUuid uuid, CancellationToken cancellationToken) => await (
        from meeting in context.Meetings
        join recording in context.Recordings on meeting.Id equals recording.MeetingId
        join delivery in context.Deliveries on recording.Id equals delivery.RecordingId
        join destination in context.Destinations on delivery.DestinationId equals destination.Id
        join user in context.Users on destination.UserId equals user.Id
        where meeting.Provider == ZoomProvider.Name && meeting.MeetingUuid == uuid && recording.RecordingType != RecordingFile.OneSpeakersAudio
        select new KnownDelivery(delivery.Id, delivery.State, delivery.WithdrawnAt != null, user.TelegramUserId, destination.ChatId))
        .ToListAsync(cancellationToken);

    // What was given up or taken back, or was recovered after its deletion, is wanted now.
    private async Task<bool> BringAgainAsync(IReadOnlyList<KnownDelivery> deliveries, CancellationToken cancellationToken)
    {
        var comes = deliveries.Any(IsHereOrComes);
        foreach (var delivery in deliveries.Where(delivery => !IsHereOrComes(delivery)))
        {
            comes |= delivery.OwnerId is { } owner && await redelivery.AskAsync(delivery.Id, owner, delivery.ChatId, cancellationToken)
                is RedeliveryResult.Started or RedeliveryResult.UnderWay or RedeliveryResult.IsHere;
        }

        return comes;
    }

    private static bool IsHereOrComes(KnownDelivery delivery) =>
        delivery is { State: DeliveryState.Delivered, IsWithdrawn: false } or { State: DeliveryState.Pending };

    private async Task EnterAsync(JobLease job, Connection connection, MeetingRecordings latest, CancellationToken cancellationToken)
    {
        if (await MeetingRows.EnsureAsync(
            context, MeetingRows.Of(latest, connection, time.GetUtcNow()), connection, cancellationToken) is { } id)
        {
            await FetchRequest.NoteAsync(context, id, time.GetUtcNow(), cancellationToken);
            JobQueue.Add(context, JobKind.FetchMeeting, id, job.TenantId);
        }
        else
        {
            // Another's since we looked. A job of its own says so: this one ends with the transaction.
            JobQueue.Add(context, JobKind.TellLatestNotFound, job.SubjectId, job.TenantId);
        }
    }

    private sealed record KnownDelivery(long Id, DeliveryState State, bool IsWithdrawn, TelegramUserId? OwnerId, TelegramChatId ChatId);
}
