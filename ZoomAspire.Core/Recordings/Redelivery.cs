using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Brings a recording that was given up, taken back by its owner, recovered at Zoom, or delivered before, because somebody asks for it.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="time">The time.</param>
public sealed class Redelivery(ZoomAspireContext context, JobHints hints, TimeProvider time)
{
    /// <summary>
    /// Replays what is left of the work as a dead letter, or begins it anew; the delivery's message then says that the audio follows.
    /// Asking again while it is under way changes nothing.
    /// </summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="chatId">Where he asks: must be the delivery's chat.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public Task<RedeliveryResult> AskAsync(
        long deliveryId, TelegramUserId userId, TelegramChatId chatId, CancellationToken cancellationToken) =>
        AskAsync(new Wish(deliveryId, userId, chatId, null), cancellationToken);

    /// <summary>The same for an owner who asks privately, wherever the delivery goes.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public Task<RedeliveryResult> AskAsync(long deliveryId, TelegramUserId userId, CancellationToken cancellationToken) =>
        AskAsync(new Wish(deliveryId, userId, null, null), cancellationToken);

    /// <summary>
    /// The same for one that is in its chat: it comes once more, as a new message, from what Telegram has. The old message is left alone.
    /// </summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="userId">Who asks: must be the owner.</param>
    /// <param name="deliveredAt">The time at which it was delivered, as the owner saw it: of two presses of one button only the first counts.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    public Task<RedeliveryResult> SendAgainAsync(
        long deliveryId, TelegramUserId userId, DateTimeOffset deliveredAt, CancellationToken cancellationToken) =>
        AskAsync(new Wish(deliveryId, userId, null, deliveredAt), cancellationToken);

    private async Task<RedeliveryResult> AskAsync(Wish wish, CancellationToken cancellationToken)
    {
        var deliveryId = wish.DeliveryId;
        if (await FindAsync(wish, cancellationToken) is not { } found)
        {
            return RedeliveryResult.NotYours;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Jobs before messages before deliveries, as the workers lock them.
        var letters = await LockLettersAsync(deliveryId, found.RecordingId, cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM chat_messages WHERE delivery_id = {deliveryId} ORDER BY id FOR UPDATE", cancellationToken);
        var delivery = (await context.Deliveries.FromSql($"SELECT * FROM deliveries WHERE id = {deliveryId} FOR UPDATE")
            .ToListAsync(cancellationToken)).Single();
        if (await RefusalAsync(delivery, found, wish.DeliveredAt, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        List<Job> added = [];
        if (delivery.State == DeliveryState.Delivered)
        {
            await ForgetMessagesAsync(deliveryId, cancellationToken);
        }
        else
        {
            // Its message says that it follows; what there is to read may have been given up with it.
            added.Add(JobQueue.Add(context, JobKind.ReportFailure, deliveryId, found.TenantId));
            JobQueue.Add(context, JobKind.FetchNotes, found.Meeting.Id, found.TenantId, found.Meeting.StartTime ?? found.Meeting.CreatedAt);
        }

        delivery.State = DeliveryState.Pending;
        delivery.DeliveredAt = delivery.WithdrawnAt is null ? delivery.DeliveredAt : null;
        delivery.WithdrawnAt = null;
        await context.SaveChangesAsync(cancellationToken);
        await BeginAsync(deliveryId, found, letters, cancellationToken);
        await FetchRequest.NoteAsync(context, found.Meeting.Id, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync([.. added.Select(job => job.Id), .. letters], cancellationToken);
        return RedeliveryResult.Started;
    }

    private Task<Found?> FindAsync(Wish wish, CancellationToken cancellationToken) => (
        from delivery in context.Deliveries
        join destination in context.Destinations on delivery.DestinationId equals destination.Id
        join user in context.Users on destination.UserId equals user.Id
        join recording in context.Recordings on delivery.RecordingId equals recording.Id
        join meeting in context.Meetings on recording.MeetingId equals meeting.Id
        join connection in context.Connections on meeting.ConnectionId equals connection.Id
        where delivery.Id == wish.DeliveryId && user.TelegramUserId == wish.UserId && (wish.ChatId == null || destination.ChatId == wish.ChatId)
        select new Found(
            user.Id,
            recording.Id,
            recording.FileId,
            meeting,
            connection.AccountId,
            connection.UserId == destination.UserId &&
                (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.NeedsReauth)))
        .AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    // What is in the chat stays there; what comes is a message of its own.
    private Task<int> ForgetMessagesAsync(long deliveryId, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"UPDATE chat_messages SET state = 'removed', message_id = NULL, sends = 0, updated_at = {time.GetUtcNow()} WHERE delivery_id = {deliveryId}",
        cancellationToken);

    // A delivery stages for itself what is not there: its own letter goes before that of the staging.
    private async Task<IReadOnlyList<Guid>> LockLettersAsync(long deliveryId, long recordingId, CancellationToken cancellationToken)
    {
        var letters = await context.Jobs
            .FromSql(
                $"""
                SELECT * FROM jobs
                WHERE status = 'dead' AND (
                    kind = 'deliver_recording' AND subject_id = {deliveryId} OR kind = 'stage_recording' AND subject_id = {recordingId})
                ORDER BY id FOR UPDATE
                """)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var own = letters.Where(letter => letter.Kind == JobKind.DeliverRecording).ToList();
        return [.. (own.Count > 0 ? own : letters).Select(letter => letter.Id)];
    }

    private async Task<RedeliveryResult?> RefusalAsync(
        Delivery delivery, Found found, DateTimeOffset? deliveredAt, CancellationToken cancellationToken)
    {
        switch (delivery.State)
        {
            case DeliveryState.Delivered when delivery.WithdrawnAt is null && !(AreSame(deliveredAt, delivery.DeliveredAt)):
                return RedeliveryResult.IsHere;
            case DeliveryState.Pending:
                return RedeliveryResult.UnderWay;
        }

        if (!found.IsConnected)
        {
            return RedeliveryResult.NotConnected;
        }

        var tombstones = await Tombstones.OfAsync(context, found.AccountId, found.Meeting.MeetingUuid, cancellationToken);
        return tombstones.Of(found.FileId) switch
        {
            TombstoneState.Deleted => RedeliveryResult.Gone,
            // A job found it gone. Without one its connection had ended, and it may be at Zoom still.
            null when delivery is { State: DeliveryState.Cancelled, WithdrawnAt: null, FailedBy: not null } => RedeliveryResult.Gone,
            _ => null,
        };
    }

    // Buttons carry whole milliseconds.
    private static bool AreSame(DateTimeOffset? seen, DateTimeOffset? deliveredAt) =>
        seen is { } one && deliveredAt is { } other && one.ToUnixTimeMilliseconds() == other.ToUnixTimeMilliseconds();

    private async Task BeginAsync(long deliveryId, Found found, IReadOnlyList<Guid> letters, CancellationToken cancellationToken)
    {
        // What was learned of how it fits may no longer be so: who asks gets another try.
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE recordings SET is_unfit = false, conversion_failures = 0, broken_uploads = 0, upload_limit = NULL WHERE id = {found.RecordingId}
            """,
            cancellationToken);
        // Recovered: what has not been purged yet is still the recording.
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE recordings SET status = CASE WHEN media_key IS NULL THEN 'pending' ELSE 'staged' END
            WHERE id = {found.RecordingId} AND status = 'gone'
            """,
            cancellationToken);
        if (letters.Count > 0)
        {
            await DeadLetters.RequeueAsync(context, letters, cancellationToken);
        }
        else
        {
            // It stages first what is not staged.
            await JobQueue.AddUnlessOpenAsync(context, JobKind.DeliverRecording, deliveryId, found.TenantId, null, cancellationToken);
        }
    }

    private sealed record Wish(long DeliveryId, TelegramUserId UserId, TelegramChatId? ChatId, DateTimeOffset? DeliveredAt);

    private sealed record Found(long TenantId, long RecordingId, string FileId, Meeting Meeting, string AccountId, bool IsConnected);
}

/// <summary>What came of asking for a recording again.</summary>
public enum RedeliveryResult
{
    /// <summary>It is being worked on.</summary>
    Started,

    /// <summary>It was being worked on already.</summary>
    UnderWay,

    /// <summary>The audio is in the chat.</summary>
    IsHere,

    /// <summary>It was deleted at Zoom.</summary>
    Gone,

    /// <summary>The Zoom account is no longer connected by its owner.</summary>
    NotConnected,

    /// <summary>There is no such delivery to this chat, or it is somebody else's.</summary>
    NotYours,
}
