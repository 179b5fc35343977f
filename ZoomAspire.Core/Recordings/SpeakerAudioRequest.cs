using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Core.Recordings;

/// <summary>Lets the owner of a recording ask for the separate audio of each speaker, in the chat where the recording is.</summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
public sealed class SpeakerAudioRequest(ZoomAspireContext context, JobHints hints)
{
    /// <summary>Has it brought, unless that is being done or has been.</summary>
    /// <param name="deliveryId">The delivery of the recording.</param>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="chatId">Where he asks: must be the delivery's chat.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public async Task<SpeakerAudioResult> AskAsync(
        long deliveryId, TelegramUserId userId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        if (await FindAsync(deliveryId, userId, chatId, cancellationToken) is not { } found)
        {
            return SpeakerAudioResult.NotYours;
        }

        if (!found.IsThere)
        {
            return SpeakerAudioResult.NothingThere;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Of two presses one begins.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {found.OwnerId} FOR NO KEY UPDATE", cancellationToken);
        if (await RefusalAsync(deliveryId, found, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var job = JobQueue.Add(context, JobKind.FetchSpeakers, deliveryId, found.OwnerId);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([job.Id], cancellationToken);
        return SpeakerAudioResult.Started;
    }

    private Task<Found?> FindAsync(long deliveryId, TelegramUserId userId, TelegramChatId chatId, CancellationToken cancellationToken) => (
        from delivery in context.Deliveries
        join destination in context.Destinations on delivery.DestinationId equals destination.Id
        join user in context.Users on destination.UserId equals user.Id
        join recording in context.Recordings on delivery.RecordingId equals recording.Id
        join meeting in context.Meetings on recording.MeetingId equals meeting.Id
        join connection in context.Connections on meeting.ConnectionId equals connection.Id
        where delivery.Id == deliveryId && user.TelegramUserId == userId && destination.ChatId == chatId &&
            delivery.State == DeliveryState.Delivered
        select new Found(
            user.Id,
            destination.Id,
            meeting.Id,
            meeting.SpeakerFiles,
            recording.Status != RecordingStatus.Gone && meeting.SpeakerFiles > 0 && connection.UserId == user.Id &&
                connection.Status != ConnectionStatus.Revoked))
        .SingleOrDefaultAsync(cancellationToken);

    private async Task<SpeakerAudioResult?> RefusalAsync(long deliveryId, Found found, CancellationToken cancellationToken)
    {
        if (await context.Jobs.AnyAsync(
            job => job.Kind == JobKind.FetchSpeakers && job.SubjectId == deliveryId &&
                (job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Parked),
            cancellationToken))
        {
            return SpeakerAudioResult.UnderWay;
        }

        var states = await (
            from delivery in context.Deliveries
            join recording in context.Recordings on delivery.RecordingId equals recording.Id
            where recording.MeetingId == found.MeetingId && recording.RecordingType == RecordingFile.OneSpeakersAudio &&
                delivery.DestinationId == found.DestinationId
            select delivery.State).ToListAsync(cancellationToken);
        return states.Contains(DeliveryState.Pending) ? SpeakerAudioResult.UnderWay
            : states.Count >= found.Files ? SpeakerAudioResult.IsHere
            : null;
    }

    private sealed record Found(long OwnerId, long DestinationId, long MeetingId, int Files, bool IsThere);
}

/// <summary>What came of asking for the speakers' audio.</summary>
public enum SpeakerAudioResult
{
    /// <summary>It is being fetched.</summary>
    Started,

    /// <summary>It was being fetched already.</summary>
    UnderWay,

    /// <summary>It is in the chat, or its own messages say why not.</summary>
    IsHere,

    /// <summary>There is none any more, or its account is no longer connected.</summary>
    NothingThere,

    /// <summary>There is no such delivery to this chat, or it is somebody else's.</summary>
    NotYours,
}
